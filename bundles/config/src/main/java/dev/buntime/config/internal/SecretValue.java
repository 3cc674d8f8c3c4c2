package dev.buntime.config.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The value of a property that may be a secret, or have some in it. Values have the few types of
 * settings.
 *
 * @param isSecret whether all of it is one
 * @param known takes those out of a text that are known
 */
record SecretValue(boolean isSecret, UnaryOperator<String> known) {
  private static final String MASK = ConfigurationSecrets.MASK;

  /** The value with masks in place of secrets. A list of secrets is a list of one mask. */
  Object masked(Object value) {
    return switch (value) {
      case Boolean _ -> value;
      case String text -> text.isEmpty() ? text : masked(text);
      case List<?> list when isSecret -> list.isEmpty() ? list : List.of(MASK);
      case List<?> list ->
          IntStream.range(0, list.size())
              .mapToObj(i -> isFlagged(list, i) ? MASK : masked(list.get(i)))
              .toList();
      case Object _ -> isSecret ? MASK : value;
    };
  }

  /** Whether it is the secret of an option of a command, which is the item before it. */
  static boolean isFlagged(List<?> list, int item) {
    return item > 0
        && list.get(item - 1) instanceof String flag
        && list.get(item) instanceof String
        && SecretText.isFlag(flag);
  }

  private Object masked(String text) {
    return isSecret ? MASK : known.apply(SecretJson.masked(text));
  }

  /**
   * The value of a form that was made from {@link #masked}, with the secrets that were there in
   * place of the masks.
   *
   * @param stored what the form was made from; null if there was nothing
   * @return empty if there is a mask of which nobody knows what it stands for
   */
  Optional<Object> restored(Object edited, @Nullable Object stored) {
    if (stored != null && edited.equals(masked(stored))) {
      return Optional.of(stored);
    }
    return edited instanceof List<?> list
        ? list(list, stored instanceof List<?> several ? several : List.of())
            .map(Object.class::cast)
        : one(edited, stored);
  }

  private Optional<Object> one(Object edited, @Nullable Object stored) {
    if (!(edited instanceof String text) || !isMasked(text, stored)) {
      return Optional.of(edited);
    }
    return stored instanceof String other && !isSecret
        ? SecretJson.filled(text, other, known).map(Object.class::cast)
        : Optional.empty();
  }

  /** Whether the text has a mask that stands for something; a secret has no stars beside it. */
  private boolean isMasked(String text, @Nullable Object stored) {
    return isSecret
        ? text.contains(MASK)
        : SecretJson.hasMask(text)
            || (text.contains(MASK)
                && stored instanceof String other
                && !known.apply(other).equals(other));
  }

  /** Of items that were moved and changed at the same time nobody knows which they were. */
  private Optional<List<Object>> list(List<?> edited, List<?> stored) {
    List<Object> restored = new ArrayList<>();
    List<Object> left = new ArrayList<>(stored);
    boolean isInOrder = edited.size() == stored.size() && !isMoved(edited, stored);
    for (int i = 0; i < edited.size(); i++) {
      Object item = edited.get(i);
      if (isSecret && item.equals(MASK)) {
        if (left.isEmpty()) {
          return Optional.empty();
        }
        restored.addAll(left); // all that were there
        left.clear();
        continue;
      }
      if (!isSecret && isFlagged(edited, i) && item.toString().contains(MASK)) {
        if (!isInOrder || !item.equals(MASK) || !edited.get(i - 1).equals(stored.get(i - 1))) {
          return Optional.empty();
        }
        restored.add(stored.get(i));
        continue;
      }
      Optional<Object> found = same(item, left);
      if (found.isEmpty()) {
        found = one(item, isInOrder && isSame(item, stored.get(i)) ? stored.get(i) : null);
      }
      if (found.isEmpty()) {
        return Optional.empty();
      }
      restored.add(found.get());
    }
    return Optional.of(List.copyOf(restored));
  }

  /** Whether one that was not changed stands where another one was. */
  private boolean isMoved(List<?> edited, List<?> stored) {
    List<?> shown =
        isSecret ? Collections.nCopies(stored.size(), MASK) : (List<?>) masked((Object) stored);
    for (int i = 0; i < edited.size(); i++) {
      if (!edited.get(i).equals(shown.get(i)) && shown.contains(edited.get(i))) {
        return true;
      }
    }
    return false;
  }

  private boolean isSame(Object item, Object stored) {
    return !(item instanceof String text)
        || !(stored instanceof String other)
        || SecretJson.isSame(text, other, known);
  }

  /** One that looks the same when it is masked; it is taken out. */
  private Optional<Object> same(Object item, List<Object> left) {
    Optional<Object> found =
        isSecret
            ? Optional.empty()
            : left.stream().filter(each -> masked(each).equals(item)).findFirst();
    found.ifPresent(left::remove);
    return found;
  }
}
