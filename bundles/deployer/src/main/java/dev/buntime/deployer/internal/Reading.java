package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.archives.Quoted;

/** What came of an attempt to read an artifact. */
sealed interface Reading {

  /** It was read. The receiver closes the copy. */
  record Complete(StagedArtifact staged) implements Reading {}

  /**
   * It was read and is complete, but nothing that can be deployed.
   *
   * @param sha256 of what was read, in lower-case hex; empty if it was too large to be read
   * @param why for a person
   */
  record Unusable(String sha256, RefusedException why) implements Reading {}

  /**
   * It is not complete (yet).
   *
   * @param why what is missing, for a person
   * @param refusal for the case that it stays like this
   */
  record Incomplete(String why, RefusedException refusal) implements Reading {

    /**
     * Not a complete folder.
     *
     * @param file path in it of what is not finished by its name
     */
    static Incomplete folder(String file) {
      return unfit(
          new RefusedException(
              ("it has %s, and files of such names are those that are being copied. If it is"
                      + " complete, remove that file or rename it")
                  .formatted(Quoted.of(file))));
    }

    /** Nothing that is an app (yet). */
    static Incomplete unfit(RefusedException refusal) {
      return new Incomplete(refusal.reason(), refusal);
    }

    /** Not a complete archive. */
    static Incomplete archive(String artifact, String why) {
      return new Incomplete(
          why,
          new RefusedException(
              ("%s is not a complete jar: %s. If it is still being copied it will be looked at again"
                      + " when it changes; otherwise copy it again.")
                  .formatted(artifact, why)));
    }
  }

  /**
   * The disk or its permissions do not let us.
   *
   * @param why for a person
   */
  record Unreadable(String why) implements Reading {

    /** What to do. */
    RefusedException refusal(String artifact) {
      return new RefusedException(
          ("%s cannot be read: %s. Check its permissions and the free space of the data folder; it"
                  + " is tried again every few seconds.")
              .formatted(artifact, why),
          Retry.SOON);
    }
  }

  /** It was changed while it was read. */
  record Moving() implements Reading {}
}
