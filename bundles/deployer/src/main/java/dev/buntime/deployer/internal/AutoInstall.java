package dev.buntime.deployer.internal;

/** What is done about requirements of an app that the runner does not meet. */
enum AutoInstall {
  /** The app is refused. */
  OFF,
  /** Bundles that meet them are installed for it from the repositories. */
  ON
}
