package dev.buntime.itests.hostile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks a JVM from outside, through {@code jcmd}. */
public record JvmInspector(long pid) {
  private static final String JCMD =
      Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();

  /**
   * What a JVM has.
   *
   * @param classes loaded and not unloaded
   * @param metaspace bytes in use
   * @param heap bytes in use
   * @param threads live platform threads
   */
  record Figures(long classes, long metaspace, long heap, long threads) {}

  /** Makes it collect its whole heap. */
  void collect() throws IOException, InterruptedException {
    jcmd("GC.run");
  }

  /** Collects twice, so that what was only waiting for its finalizer is gone, and counts. */
  Figures figuresAfterCollection() throws IOException, InterruptedException {
    collect();
    collect();
    Map<String, Long> counters = new TreeMap<>();
    jcmd("PerfCounter.print")
        .lines()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2 && pair[1].matches("\\d+"))
        .forEach(pair -> counters.put(pair[0], Long.valueOf(pair[1])));
    return new Figures(
        counters.get("java.cls.loadedClasses") - counters.get("java.cls.unloadedClasses"),
        counters.get("sun.gc.metaspace.used"),
        counters.entrySet().stream()
            .filter(
                each -> each.getKey().matches("sun\\.gc\\.generation\\.\\d\\.space\\.\\d\\.used"))
            .mapToLong(Map.Entry::getValue)
            .sum(),
        counters.get("java.threads.live"));
  }

  /** How many class loaders have a class of a name, after all that can be collected is. */
  public long loadersOf(String className) throws IOException, InterruptedException {
    collect();
    collect();
    return jcmd("VM.class_hierarchy", className)
        .lines()
        .filter(line -> line.contains(className))
        .count();
  }

  /** How many objects of exactly a class there are, after all that can be collected is. */
  public long objectsOf(String className) throws IOException, InterruptedException {
    collect();
    return jcmd("GC.class_histogram")
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length > 3 && words[3].equals(className))
        .mapToLong(words -> Long.parseLong(words[1]))
        .sum();
  }

  /** The names and stacks of all platform threads. */
  public String threads() throws IOException, InterruptedException {
    return jcmd("Thread.print");
  }

  private String jcmd(String... command) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(JCMD, Long.toString(pid)));
    line.addAll(List.of(command));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(line + ": " + output);
    }
    return output;
  }
}
