package dev.buntime.sandbox.internal.guard.app;

/** What {@link Making} extends. */
public class MakingBase {
  private final StringBuilder text;

  MakingBase(StringBuilder text) {
    this.text = text;
    Making.note("base of " + this.text);
  }
}
