package dev.buntime.management.internal.deployments;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The artifact in the body of a request: the body itself, or the one file in a form ({@code
 * multipart/form-data}, RFC 7578). It is written to the disk as it comes.
 */
final class ArtifactBody {
  private static final int BAD_REQUEST = 400;
  private static final int LENGTH_REQUIRED = 411;
  private static final int TOO_LARGE = 413;
  private static final int UNSUPPORTED = 415;
  private static final int STORAGE = 507;
  private static final int BUFFER = 1 << 16;
  private static final String FORM = "multipart/form-data";
  private static final int FORM_ROOM = 1 << 16; // for what a form has besides the artifact

  /** What HTML forms and curl send unless they are told otherwise; its body is read as text. */
  private static final String FIELDS = "application/x-www-form-urlencoded";

  private static final Pattern FILE_NAME =
      Pattern.compile(";\\s*filename=(?:\"([^\"]*)\"|([^\\s;\"]+))", Pattern.CASE_INSENSITIVE);

  private final HttpServletRequest request;
  private final long limit;

  /**
   * @param limit bytes that the artifact may have
   * @throws RefusedRequestException if the body cannot be an artifact; it was not read then
   */
  ArtifactBody(HttpServletRequest request, long limit) throws RefusedRequestException {
    this.request = request;
    this.limit = limit;
    if (type().equals(FIELDS)) {
      throw new RefusedRequestException(
          UNSUPPORTED,
          "The body has the type %s, which is not for files. Say Content-Type:".formatted(FIELDS)
              + " application/java-archive, or send it as multipart/form-data.");
    }
    if (isForm() && !request.getMethod().equals("POST")) {
      throw new RefusedRequestException(
          UNSUPPORTED,
          "A form is taken by POST /_/deployments. PUT takes the artifact alone as its body.");
    }
    if (isForm() && request.getContentLengthLong() < 0) { // it would be read before it is measured
      throw new RefusedRequestException(
          LENGTH_REQUIRED,
          "The form does not say how long it is. Send it with Content-Length, or the artifact alone"
              + " as the body.");
    }
    if (request.getContentLengthLong() > limit + (isForm() ? FORM_ROOM : 0)) {
      throw tooLarge();
    }
  }

  private String type() {
    String type = Objects.requireNonNullElse(request.getContentType(), "");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private boolean isForm() {
    return type().equals(FORM);
  }

  /**
   * Writes the artifact to a file.
   *
   * @return the name that the client gives it, null if it gives none
   * @throws IOException if the disk fails where a form is kept
   * @throws RefusedRequestException if it is not what it should be, breaks off, or the disk does
   *     not take it
   */
  @Nullable String writeTo(Path file) throws IOException, RefusedRequestException {
    ContentDigest wanted = ContentDigest.of(request);
    Part part = isForm() ? part() : null;
    String sha256;
    try (InputStream in = part == null ? request.getInputStream() : part.getInputStream()) {
      sha256 = copy(in, file);
    } finally {
      if (part != null) {
        part.delete();
      }
    }
    if (wanted != null) {
      wanted.check(sha256);
    }
    return part == null ? headerName() : part.getSubmittedFileName();
  }

  private Part part() throws IOException, RefusedRequestException {
    List<Part> parts;
    try {
      parts = List.copyOf(request.getParts());
    } catch (IOException | ServletException | IllegalStateException e) {
      throw unreadable(e);
    }
    List<Part> files = parts.stream().filter(each -> each.getSubmittedFileName() != null).toList();
    if (files.size() != 1) {
      for (Part part : parts) {
        part.delete();
      }
      throw new RefusedRequestException(
          BAD_REQUEST, "The form has " + files.size() + " files. Send one artifact in a request.");
    }
    return files.getFirst();
  }

  /** Felix HTTP tells by the cause whether a form is malformed or too large. */
  private RefusedRequestException unreadable(Exception failure) {
    Throwable cause = Objects.requireNonNullElse(failure.getCause(), failure);
    return cause.getClass().getSimpleName().contains("SizeLimit")
        ? tooLarge()
        : new RefusedRequestException(
            BAD_REQUEST, "The form cannot be read: " + cause.getMessage() + ".");
  }

  private @Nullable String headerName() {
    String disposition = request.getHeader("Content-Disposition");
    Matcher matcher = FILE_NAME.matcher(Objects.requireNonNullElse(disposition, ""));
    if (!matcher.find()) {
      return null;
    }
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
  }

  private String copy(InputStream in, Path file) throws IOException, RefusedRequestException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try (OutputStream out = open(file)) {
      for (int read = read(in, buffer); read >= 0; read = read(in, buffer)) {
        size += read;
        if (size > limit) {
          throw tooLarge();
        }
        digest.update(buffer, 0, read);
        write(out, buffer, read);
      }
    }
    if (size == 0) {
      throw new RefusedRequestException(
          BAD_REQUEST, "The body is empty. Send the artifact in it, as curl -T <file> does.");
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A client that goes away in the middle is no trouble of the runner's. */
  private static int read(InputStream in, byte[] buffer) throws RefusedRequestException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new RefusedRequestException(
          BAD_REQUEST, "The body broke off: " + e.getMessage() + ". Send it again.");
    }
  }

  private static OutputStream open(Path file) throws RefusedRequestException {
    try {
      return Files.newOutputStream(file);
    } catch (IOException e) {
      throw storage(e);
    }
  }

  private static void write(OutputStream out, byte[] buffer, int length)
      throws RefusedRequestException {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw storage(e);
    }
  }

  private static RefusedRequestException storage(IOException why) {
    return new RefusedRequestException(
        STORAGE, "The upload cannot be written: " + why + ". Check the free space.");
  }

  private RefusedRequestException tooLarge() {
    return new RefusedRequestException(
        TOO_LARGE,
        "The artifact has more than %d bytes. Leave out what it does not need, or raise"
                .formatted(limit)
            + " deployments.maxUpload in buntime.jsonc.");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
