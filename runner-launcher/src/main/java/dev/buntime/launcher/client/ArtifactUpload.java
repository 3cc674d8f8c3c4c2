package dev.buntime.launcher.client;

import dev.buntime.launcher.Refusal;
import dev.buntime.launcher.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The artifact of {@code deploy}: a file, a folder, or what comes on standard input. */
final class ArtifactUpload implements AutoCloseable {
  private final Terminal terminal;
  private final @Nullable String name;
  private final @Nullable Path file; // null: standard input
  private final boolean temporary;
  private @Nullable UploadProgress progress;

  private ArtifactUpload(
      Terminal terminal, @Nullable String name, @Nullable Path file, boolean temporary) {
    this.terminal = terminal;
    this.name = name;
    this.file = file;
    this.temporary = temporary;
  }

  /**
   * Opens one.
   *
   * @param operand path of a file or folder, or {@code -}
   * @throws Refusal if there is no such artifact
   */
  static ArtifactUpload open(String operand, Terminal terminal) throws Refusal, IOException {
    if (operand.equals("-")) {
      return new ArtifactUpload(terminal, null, null, false);
    }
    Path path = Path.of(operand);
    if (Files.isDirectory(path)) {
      return ofFolder(path, terminal);
    }
    if (!Files.isRegularFile(path)) {
      throw new Refusal("There is no file or folder " + Table.clean(operand) + ".");
    }
    if (!Files.isReadable(path)) {
      throw new Refusal("This user may not read " + Table.clean(operand) + ".");
    }
    return new ArtifactUpload(terminal, String.valueOf(path.getFileName()), path, false);
  }

  private static ArtifactUpload ofFolder(Path folder, Terminal terminal)
      throws Refusal, IOException {
    FolderArchive archive = new FolderArchive(folder);
    String name = archive.name();
    Path file = Files.createTempFile("buntime-", ".zip");
    ArtifactUpload upload = new ArtifactUpload(terminal, name, file, true);
    boolean done = false;
    try {
      archive.writeTo(file);
      done = true;
      return upload;
    } finally {
      if (!done) {
        upload.close();
      }
    }
  }

  /** The file name, null if there is none. */
  @Nullable String name() {
    return name;
  }

  /** The body of the request; a person sees how much of it is sent until this is closed. */
  BodyPublisher body() throws IOException {
    if (file == null) {
      InputStream in = progress("standard input", UploadProgress.UNKNOWN).watch(terminal.in());
      return BodyPublishers.ofInputStream(() -> in);
    }
    Path source = file;
    long size = Files.size(source);
    UploadProgress seen = progress(String.valueOf(name), size);
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(() -> seen.watch(open(source))), Math.max(1, size));
  }

  private UploadProgress progress(String of, long size) {
    UploadProgress fresh = new UploadProgress(of, size, terminal.err(), terminal.watched());
    progress = fresh;
    return fresh;
  }

  private static InputStream open(Path source) {
    try {
      return Files.newInputStream(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (progress != null) {
      progress.close();
    }
    if (temporary && file != null) {
      Files.deleteIfExists(file);
    }
  }
}
