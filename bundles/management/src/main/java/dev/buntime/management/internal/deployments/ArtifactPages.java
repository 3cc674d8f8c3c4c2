package dev.buntime.management.internal.deployments;

import dev.buntime.admin.DeploymentAdmin;
import dev.buntime.admin.DeploymentException;
import dev.buntime.management.internal.Json;
import dev.buntime.management.internal.Query;
import dev.buntime.management.internal.QueryException;
import dev.buntime.runtime.dto.DeploymentDTO;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The file of an app version, and what is in it. Apps are strangers: what they hold is sent as a
 * download, which no browser shows as a page of the runner.
 */
final class ArtifactPages {
  private final DeploymentAdmin deployments;
  private final DeploymentPages pages;

  ArtifactPages(DeploymentAdmin deployments, DeploymentPages pages) {
    this.deployments = deployments;
    this.pages = pages;
  }

  void sendArtifact(
      HttpServletRequest request, HttpServletResponse response, String app, String version)
      throws IOException, QueryException, DeploymentException, RefusedRequestException {
    new Query(request).allowOnly();
    DeploymentDTO deployment = pages.existing(app, version);
    Path file = deployments.artifact(app, version);
    try (FileChannel channel = FileChannel.open(file);
        InputStream in = Channels.newInputStream(channel)) {
      String name = String.valueOf(Path.of(deployment.artifact()).getFileName());
      asDownload(response, name.matches(".*\\.(jar|war|zip)") ? name : name + ".zip");
      response.setContentLengthLong(channel.size());
      var _ = in.transferTo(response.getOutputStream());
    } catch (NoSuchFileException _) {
      throw gone(app, version);
    }
  }

  void sendFiles(
      HttpServletRequest request,
      HttpServletResponse response,
      String app,
      String version,
      String path)
      throws IOException, QueryException, DeploymentException, RefusedRequestException {
    Query query = new Query(request);
    query.allowOnly("zip");
    boolean zipped = query.flag("zip");
    pages.existing(app, version);
    Path file = deployments.artifact(app, version);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ArchiveListing listing = new ArchiveListing(zip);
      Optional<ZipEntry> entry = listing.file(path);
      if (entry.isPresent()) {
        sendFile(response, zip, entry.get());
        return;
      }
      if (zipped) {
        var _ = listing.folder(path).orElseThrow(() -> noEntry(app, version, path));
        sendFolder(response, zip, listing.below(path), path.isEmpty() ? app + "-" + version : path);
        return;
      }
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("app", app);
      members.put("version", version);
      members.put("path", path);
      members.put("entries", listing.folder(path).orElseThrow(() -> noEntry(app, version, path)));
      Json.send(response, members);
    } catch (NoSuchFileException _) {
      throw gone(app, version);
    }
  }

  private static void sendFile(HttpServletResponse response, ZipFile zip, ZipEntry entry)
      throws IOException {
    asDownload(response, entry.getName().replaceFirst("^.*/", ""));
    response.setContentLengthLong(entry.getSize());
    try (InputStream in = zip.getInputStream(entry)) {
      var _ = in.transferTo(response.getOutputStream());
    }
  }

  /** Each file has its path in the artifact; nothing but one file at a time is in memory. */
  private static void sendFolder(
      HttpServletResponse response, ZipFile from, List<ZipEntry> files, String name)
      throws IOException {
    asDownload(response, name.replaceFirst("/+$", "").replaceFirst("^.*/", "") + ".zip");
    ZipOutputStream out = new ZipOutputStream(response.getOutputStream());
    for (ZipEntry file : files) {
      ZipEntry entry = new ZipEntry(file.getName());
      if (file.getLastModifiedTime() != null) {
        entry.setLastModifiedTime(file.getLastModifiedTime());
      }
      out.putNextEntry(entry);
      try (InputStream in = from.getInputStream(file)) {
        var _ = in.transferTo(out);
      }
      out.closeEntry();
    }
    out.finish(); // after a failure it has no end, so that nobody takes it for whole
  }

  private static void asDownload(HttpServletResponse response, String name) {
    response.setContentType("application/octet-stream");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader(
        "Content-Disposition",
        "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9.@+_-]", "_") + '"');
  }

  private static RefusedRequestException noEntry(String app, String version, String path) {
    return new RefusedRequestException(
        HttpServletResponse.SC_NOT_FOUND,
        "%s@%s has no file '%s'. GET /_/deployments/%s/%s/files tells what it has."
            .formatted(app, version, path, app, version));
  }

  private static RefusedRequestException gone(String app, String version) {
    return new RefusedRequestException(
        HttpServletResponse.SC_NOT_FOUND, app + "@" + version + " was undeployed a moment ago.");
  }
}
