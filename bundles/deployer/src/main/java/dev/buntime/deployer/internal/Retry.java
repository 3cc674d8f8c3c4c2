package dev.buntime.deployer.internal;

/** When an artifact is looked at again although its file is the same. */
enum Retry {
  /** Only a change of the file can help. */
  ON_CHANGE,
  /** When the file is touched or copied again: what did not start may start then. */
  ON_TOUCH,
  /** When the version is free that another artifact has. */
  ON_FREED_VERSION,
  /** When the runner's own bundles change: something that is missing may be there then. */
  ON_PLATFORM_CHANGE,
  /** When a version is started that an operator has stopped. */
  ON_START,
  /**
   * After a while, or when other repositories are configured or the runner's own bundles change:
   * what repositories did not provide may be there then.
   */
  LATER,
  /** When its set is decided on again: it was refused for another member of that. */
  WITH_SET,
  /** With every safety scan: the file could not be read. */
  SOON
}
