package dev.buntime.management.internal.deployments;

import dev.buntime.management.internal.Permission;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a path below {@code /_/deployments} stands for. */
sealed interface Address {
  /** All deployments. */
  record All() implements Address {}

  /** Those of an app. */
  record OfApp(String app) implements Address {}

  /** The one of a version. */
  record OfVersion(String app, String version) implements Address {}

  /** The file of a version. */
  record Artifact(String app, String version) implements Address {}

  /**
   * What is in the file of a version.
   *
   * @param path in it, empty for its root
   */
  record Files(String app, String version, String path) implements Address {}

  /**
   * What can be done with a version.
   *
   * @param name {@code restart}, {@code start} or {@code stop}
   */
  record Action(String app, String version, String name) implements Address {}

  /** There is nothing. */
  record Unknown() implements Address {}

  /** Reads a path. */
  static Address of(@Nullable String pathInfo) {
    String path = Objects.requireNonNullElse(pathInfo, "");
    if (path.isEmpty()) {
      return new All();
    }
    List<String> names = List.of(path.substring(1).split("/", 4));
    if (names.subList(0, Math.min(2, names.size())).contains("")) {
      return new Unknown();
    }
    return switch (names.size()) {
      case 1 -> new OfApp(names.get(0));
      case 2 -> new OfVersion(names.get(0), names.get(1));
      case 3 -> below(names.get(0), names.get(1), names.get(2));
      default ->
          names.get(2).equals("files")
              ? new Files(names.get(0), names.get(1), names.get(3))
              : new Unknown();
    };
  }

  private static Address below(String app, String version, String name) {
    return switch (name) {
      case "artifact" -> new Artifact(app, version);
      case "files" -> new Files(app, version, "");
      case "restart", "start", "stop" -> new Action(app, version, name);
      default -> new Unknown();
    };
  }

  /**
   * What a request needs.
   *
   * @param isRead whether it changes nothing
   */
  default Permission needed(boolean isRead) {
    return switch (this) {
      case All _, OfApp _, OfVersion _ -> isRead ? Permission.READ : Permission.DEPLOY;
      case Artifact _, Files _ -> Permission.DEPLOY; // what an app has in it may be a secret
      case Action action when !isRead ->
          action.name().equals("restart") ? Permission.RESTART : Permission.TRAFFIC;
      case Action _, Unknown _ -> isRead ? Permission.READ : Permission.ADMIN;
    };
  }

  /** The methods that there are, for the header field {@code Allow}. */
  default String methods() {
    return switch (this) {
      case All _ -> "GET, HEAD, POST";
      case OfVersion _ -> "GET, HEAD, PUT, DELETE";
      case Action _ -> "POST";
      case OfApp _, Artifact _, Files _ -> "GET, HEAD";
      case Unknown _ -> "";
    };
  }
}
