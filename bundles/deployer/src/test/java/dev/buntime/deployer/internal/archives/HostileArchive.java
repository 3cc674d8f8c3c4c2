package dev.buntime.deployer.internal.archives;

import java.util.function.Supplier;

/**
 * An archive that has to be refused.
 *
 * @param what is wrong with it
 * @param reason part of what is said about it
 * @param bytes makes it
 */
record HostileArchive(String what, String reason, Supplier<byte[]> bytes) {

  /** With an entry of this name. */
  static HostileArchive named(String what, String name, String reason) {
    return with(what, reason, () -> Forgery.jar(ForgedEntry.of(name)));
  }

  /** With these entries behind a manifest. */
  static HostileArchive holding(String what, String reason, ForgedEntry... entries) {
    return with(what, reason, () -> Forgery.jar(entries));
  }

  /** As a forgery makes it. */
  static HostileArchive with(String what, String reason, Supplier<Forgery> forgery) {
    return new HostileArchive(what, reason, () -> forgery.get().bytes());
  }

  @Override
  public String toString() {
    return what;
  }
}
