package dev.buntime.management.internal.events;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Something that is sent as a whole, as it goes over the wire. Whoever it is sent to shares its
 * bytes, which nobody changes.
 */
final class Frame {
  /** Keeps a connection from looking dead, and is no event. */
  static final Frame HEARTBEAT = new Frame(null, 0, ": still here\n\n");

  private static final int RETRY_MILLIS = 2_000;

  private final @Nullable EventKind kind;
  private final long number;
  private final byte[] bytes;

  private Frame(@Nullable EventKind kind, long number, String text) {
    this.kind = kind;
    this.number = number;
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What a stream begins with: how soon to come back, and the id of the event that was the last
   * one, which a client then has even if it hears of none.
   */
  static Frame preamble(String id) {
    return new Frame(null, 0, "retry: %d\nid: %s\n\n".formatted(RETRY_MILLIS, id));
  }

  /**
   * An event.
   *
   * @param json one line
   */
  static Frame event(String id, long number, EventKind kind, String json) {
    return new Frame(kind, number, text(id, kind.word(), json));
  }

  /**
   * Tells a client that it has missed something.
   *
   * @param json one line
   */
  static Frame reset(String id, String json) {
    return new Frame(null, 0, text(id, "reset", json));
  }

  private static String text(String id, String name, String json) {
    return "id: " + id + "\nevent: " + name + "\ndata: " + json + "\n\n";
  }

  /** Whether it is an event of this kind. */
  boolean is(EventKind other) {
    return kind == other;
  }

  /** The kind of event; null if it is none of them. */
  @Nullable EventKind kind() {
    return kind;
  }

  /** The number of the event in its stream. */
  long number() {
    return number;
  }

  /** How many bytes it has. */
  int size() {
    return bytes.length;
  }

  /** Its bytes, for reading alone. */
  byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
