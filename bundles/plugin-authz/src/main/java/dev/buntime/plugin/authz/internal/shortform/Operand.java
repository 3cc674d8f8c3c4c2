package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.attributes.Type;
import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is compared in an expression. Immutable. */
sealed interface Operand {
  /** Names that there are, but for claims. */
  Map<String, Attribute> NAMES =
      Map.ofEntries(
          Map.entry("subject.id", Vocabulary.SUBJECT_ID),
          Map.entry("subject.roles", Vocabulary.ROLE),
          Map.entry("subject.groups", Vocabulary.GROUP),
          Map.entry("subject.name", Vocabulary.NAME),
          Map.entry("subject.email", Vocabulary.EMAIL),
          Map.entry("resource.id", Vocabulary.RESOURCE_ID),
          Map.entry("resource.app", Vocabulary.APP),
          Map.entry("resource.version", Vocabulary.VERSION),
          Map.entry("resource.path", Vocabulary.PATH),
          Map.entry("resource.type", Vocabulary.RESOURCE_TYPE),
          Map.entry("resource.owner", Vocabulary.OWNER),
          Map.entry("action.method", Vocabulary.METHOD),
          Map.entry("action.operation", Vocabulary.OPERATION),
          Map.entry("environment.ip", Vocabulary.ADDRESS),
          Map.entry("environment.userAgent", Vocabulary.USER_AGENT),
          Map.entry("environment.time", Vocabulary.time(Vocabulary.LOCAL)),
          Map.entry("environment.date", Vocabulary.date(Vocabulary.LOCAL)),
          Map.entry("environment.dayOfWeek", Vocabulary.dayOfWeek(Vocabulary.LOCAL)));

  /** Before the name of a claim. */
  String CLAIM = "subject.claims.";

  /** A value. */
  record Constant(Term.Literal value) implements Operand {}

  /** Several values. */
  record Constants(List<Term.Literal> values) implements Operand {
    /** Copies the list. */
    public Constants {
      values = List.copyOf(values);
    }
  }

  /** An attribute with a type. */
  record Known(Attribute attribute) implements Operand {
    /** Whether it usually has several values. */
    boolean isList() {
      return attribute.equals(Vocabulary.ROLE) || attribute.equals(Vocabulary.GROUP);
    }
  }

  /** A claim, which has the type of what it is compared with. */
  record Claim(String name) implements Operand {}

  /** The attribute that it is, as far as its values have a type. */
  default Optional<Attribute> as(Type type) {
    return switch (this) {
      case Known(Attribute attribute) when attribute.type() == type -> Optional.of(attribute);
      case Claim(String name) -> Optional.of(Vocabulary.claim(name, type));
      default -> Optional.empty();
    };
  }

  /**
   * A value as one of a type: a time and a date are written as texts, numbers without a fraction
   * are whole.
   */
  static Optional<Term.Literal> convert(Term.Literal value, Type type) {
    if (value.type() == type) {
      return Optional.of(value);
    }
    String text = value.text();
    boolean isText = value.type() == Type.STRING;
    if (type == Type.TIME && isText && Times.isTime(text)) {
      return Optional.of(new Term.Literal(Type.TIME, Times.full(text)));
    }
    if (type == Type.DATE && isText && Times.isDate(text)) {
      return Optional.of(new Term.Literal(Type.DATE, text));
    }
    boolean isWhole = value.type() == Type.DOUBLE && Pattern.matches("-?\\d+", text);
    return type == Type.INTEGER && isWhole
        ? Optional.of(new Term.Literal(Type.INTEGER, text))
        : Optional.empty();
  }
}
