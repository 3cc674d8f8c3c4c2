package dev.buntime.management.internal.events;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an event is about. */
enum EventKind {
  /** How the pool and the workers are; each second. */
  STATS("stats"),
  /** A worker has moved. */
  WORKER("worker"),
  /** A deployment has changed. */
  DEPLOYMENT("deployment"),
  /** A plugin has moved. */
  PLUGIN("plugin");

  private final String word;

  EventKind(String word) {
    this.word = word;
  }

  /** The name of the event. */
  String word() {
    return word;
  }

  /**
   * The kinds that a client asks for.
   *
   * @param list names with commas between them; all kinds if it is null or empty
   * @throws IllegalArgumentException if one of them is unknown; the message is for people
   */
  static Set<EventKind> parse(@Nullable String list) {
    if (list == null || list.isBlank()) {
      return EnumSet.allOf(EventKind.class);
    }
    Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
    for (String word : list.split(",", -1)) {
      kinds.add(of(word.strip()));
    }
    return kinds;
  }

  private static EventKind of(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word.equals(word))
        .findAny()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "There is no event '%s'; those that there are: %s."
                    .formatted(
                        word,
                        Arrays.stream(values())
                            .map(EventKind::word)
                            .collect(Collectors.joining(", ")))));
  }
}
