package dev.buntime.launcher.client;

import dev.buntime.launcher.Refusal;
import dev.buntime.launcher.Terminal;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
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
      throw new Refusal("There is no file or folder " + path + ".");
    }
    if (!Files.isReadable(path)) {
      throw new Refusal("This user may not read " + path + ".");
    }
    return new ArtifactUpload(terminal, String.valueOf(path.getFileName()), path, false);
  }

  private static ArtifactUpload ofFolder(Path folder, Terminal terminal)
      throws Refusal, IOException {
    FolderArchive archive = new FolderArchive(folder);
    Path file = Files.createTempFile("buntime-", ".zip");
    ArtifactUpload upload = new ArtifactUpload(terminal, archive.name(), file, true);
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

  /** The body of the request; a person sees how much of it is sent. */
  BodyPublisher body() throws IOException {
    if (file == null) {
      InputStream in = terminal.in();
      return BodyPublishers.ofInputStream(() -> in);
    }
    Path source = file;
    long size = Files.size(source);
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(() -> open(source, size)), Math.max(1, size));
  }

  private InputStream open(Path source, long size) {
    try {
      InputStream in = Files.newInputStream(source);
      return terminal.console() == null ? in : new Counted(in, size, terminal.err());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (temporary && file != null) {
      Files.deleteIfExists(file);
    }
  }

  /** Tells how much was read, on a line that is written over. */
  private static final class Counted extends FilterInputStream {
    private static final int PERCENT = 100;

    private final long size;
    private final PrintStream out;
    private long read;
    private long told = -1;

    Counted(InputStream in, long size, PrintStream out) {
      super(in);
      this.size = size;
      this.out = out;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      tell(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, length);
      tell(Math.max(0, count));
      return count;
    }

    private void tell(int count) {
      read += count;
      long percent = size == 0 ? PERCENT : read * PERCENT / size;
      if (percent != told) {
        told = percent;
        out.printf("\r%3d %% of %s sent", percent, Sizes.words(size));
        if (percent == PERCENT) {
          out.print(", waiting until it is live\r\n");
        }
        out.flush();
      }
    }
  }
}
