package dev.buntime.plugin.authz.internal.pdp;

import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.pdp.Needs.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds those of many policies that can apply to a request, by the texts that their targets need.
 * Immutable.
 */
final class TargetIndex {
  private final List<Map<Kind, Set<String>>> needs;
  private final List<Named> named = new ArrayList<>();

  /** What policies need of one kind. */
  private record Named(Kind kind, Set<String> texts, List<Integer> lengths) {
    /** Those that a request has. */
    Set<String> in(Query query) {
      Set<String> found = new HashSet<>();
      for (String value : query.values(kind.attribute())) {
        if (!kind.isPrefix()) {
          add(value, found);
        } else {
          lengths.stream()
              .takeWhile(length -> length <= value.length())
              .forEach(length -> add(value.substring(0, length), found));
        }
      }
      return found;
    }

    private void add(String text, Set<String> found) {
      if (texts.contains(text)) {
        found.add(text);
      }
    }
  }

  /**
   * What a request has of what policies need: two requests with the same key have the same
   * candidates.
   */
  record Key(List<Set<String>> texts) {
    /** Copies the list. */
    Key {
      texts = List.copyOf(texts);
    }
  }

  /**
   * Looks at targets.
   *
   * @param needs of each policy
   */
  TargetIndex(List<Map<Kind, Set<String>>> needs) {
    this.needs = List.copyOf(needs);
    Map<Kind, Set<String>> all = new HashMap<>();
    for (Map<Kind, Set<String>> each : needs) {
      each.forEach((kind, texts) -> all.computeIfAbsent(kind, _ -> new HashSet<>()).addAll(texts));
    }
    all.forEach((kind, texts) -> {
      Set<Integer> lengths = new TreeSet<>();
      texts.forEach(text -> lengths.add(text.length()));
      named.add(new Named(kind, Set.copyOf(texts), List.copyOf(lengths)));
    });
  }

  /** The key of a request; empty if it has one of the attributes in another type as well. */
  Optional<Key> key(Query query) {
    List<Set<String>> texts = new ArrayList<>(named.size());
    for (Named each : named) {
      if (isElsewhere(each.kind().attribute(), query)) {
        return Optional.empty();
      }
      texts.add(each.in(query));
    }
    return Optional.of(new Key(texts));
  }

  private static boolean isElsewhere(Attribute attribute, Query query) {
    return query.values().keySet().stream()
        .anyMatch(each ->
            each.id().equals(attribute.id())
                && each.category() == attribute.category()
                && each.type() != attribute.type());
  }

  /** The places of the policies that can apply to requests with this key. */
  BitSet candidates(Key key) {
    Map<Kind, Set<String>> has = new HashMap<>();
    for (int i = 0; i < named.size(); i++) {
      has.put(named.get(i).kind(), key.texts().get(i));
    }
    BitSet places = new BitSet(needs.size());
    for (int place = 0; place < needs.size(); place++) {
      places.set(place, canApply(needs.get(place), has));
    }
    return places;
  }

  private static boolean canApply(Map<Kind, Set<String>> needed, Map<Kind, Set<String>> has) {
    return needed.entrySet().stream()
        .allMatch(need ->
            has.getOrDefault(need.getKey(), Set.of()).stream().anyMatch(need.getValue()::contains));
  }
}
