package dev.buntime.jsonc;

import java.util.List;

/** What a setting is, as it is written; immutable. */
public sealed interface Value {

  /** A text in quotes. */
  record Text(String text) implements Value {}

  /** A number; its digits may have a fraction and an exponent of any size. */
  record Numeral(String digits) implements Value {}

  /** True or false. */
  record Truth(boolean isTrue) implements Value {}

  /** Null. */
  record Nothing() implements Value {}

  /** A list. */
  record Items(List<Setting> items) implements Value {}

  /** An object; no key is there twice. */
  record Members(List<Member> members) implements Value {}
}
