package dev.buntime.deployer.internal.archives;

/** An archive that breaks a rule or passes a limit, however often it is read. */
public final class RefusedArchiveException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason what is wrong with which entry and what to do, for a person; names are quoted
   */
  RefusedArchiveException(String reason) {
    super(reason, null, false, false);
  }

  /** The same for an archive in another one. */
  static RefusedArchiveException inside(ArchiveEntry archive, String reason) {
    return new RefusedArchiveException("in %s: %s".formatted(archive.quoted(), reason));
  }

  /** What is wrong and what to do, in one sentence without a full stop. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
