package dev.buntime.sandbox.internal.census;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Finds virtual threads with a frame of the app on their stacks, in a thread dump: there is no
 * other list of virtual threads. It is told by the names of classes, so that one of another
 * generation of the app is taken for one of this, too.
 */
final class VirtualThreadFinder implements HolderFinder {
  /** Such as {@code #31 "name" virtual}, with more words around it in some releases. */
  private static final Pattern HEAD = Pattern.compile("#(\\d+) \"([^\"]*)\" .*\\bvirtual\\b.*");

  private static final Pattern FRAME =
      Pattern.compile("\\s+(?:at )?(?:[^\\s/]*/)*([\\w.$]+)\\.([\\w$<>]+)\\(.*");

  @Override
  public String places() {
    return "virtual threads";
  }

  @Override
  public List<String> find(ClassLoader loader) throws ReflectiveOperationException {
    LoadedClasses classes = new LoadedClasses(loader);
    return classes.isReadable() ? find(classes, dump()) : List.of();
  }

  private static List<String> find(LoadedClasses classes, List<String> dump) {
    List<String> found = new ArrayList<>();
    String thread = "";
    for (String line : dump) {
      Matcher head = HEAD.matcher(line);
      if (line.startsWith("#")) {
        thread = head.matches() ? "'" + head.group(2) + "' #" + head.group(1) : "";
      }
      Matcher frame = FRAME.matcher(line);
      if (!thread.isEmpty() && frame.matches() && classes.contains(frame.group(1))) {
        found.add(
            "virtual thread " + thread + " (in " + frame.group(1) + "." + frame.group(2) + ")");
        thread = "";
      }
    }
    return found;
  }

  private static List<String> dump() {
    try {
      Path folder = Files.createTempDirectory("census");
      Path file = folder.resolve("threads.txt");
      try {
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                "dumpThreads",
                new Object[] {file.toString(), "TEXT_PLAIN"},
                new String[] {String.class.getName(), String.class.getName()});
        return Files.readAllLines(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JMException e) {
      throw new IllegalStateException("this JVM writes no thread dump", e);
    }
  }
}
