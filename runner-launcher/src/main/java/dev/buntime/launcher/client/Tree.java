package dev.buntime.launcher.client;

import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * An object of JSON that a runner sent. Members that are not there read as empty, so that a client
 * understands runners that are a little older or newer.
 *
 * @param members in their order
 */
record Tree(List<Member> members) {

  /**
   * Reads a text.
   *
   * @throws IOException if it is no object of JSON
   */
  static Tree of(String text) throws IOException {
    try {
      return new Tree(Jsonc.parse("the answer", text));
    } catch (JsoncException e) {
      throw new IOException("the answer is not from a runner: " + e.getMessage(), e);
    }
  }

  private Optional<Value> value(String key) {
    return members.stream()
        .filter(each -> each.key().equals(key))
        .map(each -> each.setting().value())
        .findFirst();
  }

  /** A text, number or truth value as a text; empty if it is not there, or null. */
  String text(String key) {
    return value(key).map(Tree::words).orElse("");
  }

  private static String words(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text;
      case Value.Numeral(String digits) -> digits;
      case Value.Truth(boolean isTrue) -> String.valueOf(isTrue);
      case Value.Nothing _, Value.Items _, Value.Members _ -> "";
    };
  }

  /** An object. */
  Tree object(String key) {
    return value(key).map(Tree::tree).orElse(new Tree(List.of()));
  }

  /** A list of objects. */
  List<Tree> objects(String key) {
    return items(key).stream().map(Tree::tree).toList();
  }

  /** A list of texts. */
  List<String> texts(String key) {
    return items(key).stream().map(Tree::words).toList();
  }

  /** The objects that are the values of all keys. */
  List<Tree> values() {
    return members.stream().map(each -> tree(each.setting().value())).toList();
  }

  private List<Value> items(String key) {
    return value(key).orElse(new Value.Nothing()) instanceof Value.Items(List<Setting> items)
        ? items.stream().map(Setting::value).toList()
        : List.of();
  }

  private static Tree tree(Value value) {
    return value instanceof Value.Members(List<Member> members)
        ? new Tree(members)
        : new Tree(List.of());
  }
}
