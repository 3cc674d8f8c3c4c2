package dev.buntime.deployer.internal;

import java.util.jar.Attributes;
import org.osgi.framework.Constants;

/** What a jar must be to come into force as a plugin or as a library for plugins. */
final class PluginIdentity {
  private PluginIdentity() {}

  /**
   * Checks a manifest.
   *
   * @throws RefusedException if it is no bundle, or a fragment
   */
  static void check(Attributes headers) throws RefusedException {
    var _ = AppIdentity.symbolicName(headers);
    if (headers.getValue(Constants.FRAGMENT_HOST) != null) {
      throw new RefusedException(
          "it is a fragment (header Fragment-Host), which becomes a part of another bundle and"
              + " cannot come and go by itself. Put its content into that bundle");
    }
    if (headers.getValue(AppIdentity.APP_NAME) != null) {
      throw new RefusedException(
          "it is an app: it has the header "
              + AppIdentity.APP_NAME
              + ". Put it into the apps folder");
    }
  }
}
