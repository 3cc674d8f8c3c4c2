package dev.buntime.log;

import org.jspecify.annotations.Nullable;

/**
 * Whose a line of the log is: that of a worker, or of an app whose worker is not known any more.
 *
 * @param app name of the app
 * @param version version of the app
 * @param worker id of the worker, such as {@code shop@1.4.2#3}; null if it is not known
 */
public record LogSource(String app, String version, @Nullable String worker) {

  /**
   * The source of the lines of a worker.
   *
   * @param worker its id, which is {@code <app>@<version>#<number>}
   * @throws IllegalArgumentException if it is not
   */
  public static LogSource ofWorker(String worker) {
    int at = worker.indexOf('@');
    int number = worker.lastIndexOf('#');
    if (at < 1 || number <= at + 1) {
      throw new IllegalArgumentException(
          "'" + worker + "' is not the id of a worker, which is <app>@<version>#<number>");
    }
    return new LogSource(worker.substring(0, at), worker.substring(at + 1, number), worker);
  }
}
