package dev.buntime.plugin.authz.internal.query;

/**
 * What a request is for; what is unknown is empty.
 *
 * @param id of an app its name and the path inside of it, such as {@code /shop/orders}; of the
 *     runner's own the path
 * @param app name of the app
 * @param version of the app
 * @param path inside of the app, decoded
 * @param type {@code app} or {@code runner}, or what whoever asks says
 * @param owner whose it is
 */
public record Resource(
    String id, String app, String version, String path, String type, String owner) {

  /** Of the runner, or of nobody. */
  public static Resource ofRunner(String path) {
    return new Resource(path, "", "", path, "runner", "");
  }

  /** Inside of an app. */
  public static Resource ofApp(String app, String version, String path, String owner) {
    return new Resource("/" + app + path, app, version, path, "app", owner);
  }
}
