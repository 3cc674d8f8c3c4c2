package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.attributes.Type;
import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import dev.buntime.plugin.authz.internal.shortform.Criterion.Match;
import dev.buntime.plugin.authz.internal.shortform.Criterion.Test;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads what a policy is for. The fields of an item must all fit. */
final class TargetReader {
  /** An owner that is the subject itself. */
  private static final String SELF = "$subject";

  private static final String ANY = "*";

  private static final List<String> OF_SUBJECT = List.of("id", "role", "group", "claim");
  private static final List<String> OF_RESOURCE = List.of("app", "path", "type", "owner");
  private static final List<String> OF_ACTION = List.of("method", "operation");
  private static final List<String> OF_CLAIM = List.of("name", "value", "operator");
  private static final List<String> OPERATORS =
      List.of("eq", "neq", "gt", "lt", "contains", "regex");

  private static final String CHARACTERS = "[\\p{L}\\p{N}._~:/@!$&'()*+,;=?-]";
  private static final Pattern CLAIM =
      Pattern.compile("%s+(#%s*)?|#%s+".formatted(CHARACTERS, CHARACTERS, CHARACTERS));

  /** What {@code Situation.operationOf} makes of a method; other methods are in lower case. */
  private static final Pattern OPERATION =
      Pattern.compile(
          "read|create|update|delete|connect|copy|lock|mkcol|move|propfind|proppatch|purge|query"
              + "|report|search|unlock");

  private static final String OPERATIONS =
      "\"read\", \"create\", \"update\", \"delete\", another method in lower case such as"
          + " \"propfind\", or \"*\" for all";

  private TargetReader() {}

  static Item subject(Setting setting) throws JsoncException {
    List<Criterion> criteria = new ArrayList<>();
    for (Member member : members(setting, OF_SUBJECT)) {
      Setting value = member.setting();
      criteria.add(
          switch (member.key()) {
            case "id" -> equal(Vocabulary.SUBJECT_ID, value);
            case "role" -> glob(Vocabulary.ROLE, value);
            case "group" -> equal(Vocabulary.GROUP, value);
            case "claim" -> claim(value);
            default -> throw member.unknown(OF_SUBJECT);
          });
    }
    return new Item(criteria);
  }

  static Item resource(Setting setting) throws JsoncException {
    List<Criterion> criteria = new ArrayList<>();
    for (Member member : members(setting, OF_RESOURCE)) {
      Setting value = member.setting();
      criteria.add(
          switch (member.key()) {
            case "app" -> glob(Vocabulary.APP, value);
            case "path" -> glob(Vocabulary.PATH, value);
            case "type" -> equal(Vocabulary.RESOURCE_TYPE, value);
            case "owner" -> owner(value);
            default -> throw member.unknown(OF_RESOURCE);
          });
    }
    return new Item(criteria);
  }

  static Item action(Setting setting) throws JsoncException {
    List<Criterion> criteria = new ArrayList<>();
    for (Member member : members(setting, OF_ACTION)) {
      String word = Texts.word(member.setting(), "a text, or \"*\" for all");
      Attribute attribute =
          switch (member.key()) {
            case "method" -> Vocabulary.METHOD;
            case "operation" -> Vocabulary.OPERATION;
            default -> throw member.unknown(OF_ACTION);
          };
      if (!word.equals(ANY)) {
        boolean isMethod = attribute.equals(Vocabulary.METHOD);
        if (!isMethod && !OPERATION.matcher(word).matches()) {
          throw member.setting().refused(OPERATIONS);
        }
        String text = isMethod ? word.toUpperCase(Locale.ROOT) : word;
        criteria.add(match(Function.of(Type.STRING, Order.EQUAL), Term.text(text), attribute));
      }
    }
    return new Item(criteria);
  }

  private static List<Member> members(Setting setting, List<String> keys) throws JsoncException {
    String allowed = "an object with at least one of " + String.join(", ", keys);
    List<Member> members = setting.members(allowed);
    if (members.isEmpty()) {
      throw setting.refused(allowed);
    }
    return members;
  }

  private static Criterion equal(Attribute attribute, Setting setting) throws JsoncException {
    String text = Texts.word(setting, "a text");
    return match(Function.of(Type.STRING, Order.EQUAL), Term.text(text), attribute);
  }

  private static Criterion glob(Attribute attribute, Setting setting) throws JsoncException {
    return pattern(Texts.word(setting, "a text, in which * stands for any text"), setting)
        .match(attribute);
  }

  private static Glob pattern(String text, Setting setting) throws JsoncException {
    Glob glob = new Glob(text);
    if (glob.isTooLong()) {
      throw setting.refused("a pattern that is not so long, or one with no * but at an end");
    }
    return glob;
  }

  private static Criterion owner(Setting setting) throws JsoncException {
    String text = Texts.word(setting, "a text, or \"$subject\" for the subject itself");
    return text.equals(SELF)
        ? new Test(
            Term.anyOfAny(
                Function.of(Type.STRING, Order.EQUAL), Vocabulary.OWNER, Vocabulary.SUBJECT_ID))
        : pattern(text, setting).match(Vocabulary.OWNER);
  }

  private static Match match(Function function, Term.Literal value, Attribute attribute) {
    return new Match(function, value, attribute);
  }

  private static Criterion claim(Setting setting) throws JsoncException {
    String allowed = "an object with name, value and operator";
    String name = "";
    String operator = "eq";
    Setting value = null;
    for (Member member : setting.members(allowed)) {
      switch (member.key()) {
        case "name" -> name = claimName(member.setting());
        case "operator" -> operator = member.setting().oneOf(OPERATORS);
        case "value" -> value = member.setting();
        default -> throw member.unknown(OF_CLAIM);
      }
    }
    if (name.isEmpty() || value == null) {
      throw setting.refused(allowed);
    }
    return claim(name, operator, value);
  }

  /** It becomes a part of a URI. */
  private static String claimName(Setting setting) throws JsoncException {
    String allowed = "the name of a claim, without blanks and what a URI cannot have";
    String name = Texts.word(setting, allowed);
    if (!CLAIM.matcher(name).matches()) {
      throw setting.refused(allowed);
    }
    return name;
  }

  private static Criterion claim(String name, String operator, Setting setting)
      throws JsoncException {
    return switch (operator) {
      case "gt" -> compared(name, Order.LESS, Texts.number(setting)); // value < claim
      case "lt" -> compared(name, Order.GREATER, Texts.number(setting));
      case "contains" -> text(name, Function.CONTAINS, Texts.word(setting, "a text"));
      case "regex" -> text(name, Function.MATCHES, expression(setting));
      case "neq" -> new Test(Term.not(compared(name, Order.EQUAL, Texts.value(setting)).term()));
      default -> compared(name, Order.EQUAL, Texts.value(setting));
    };
  }

  private static Match compared(String name, Order order, Term.Literal value) {
    Type type = value.type();
    return match(Function.of(type, order), value, Vocabulary.claim(name, type));
  }

  private static Match text(String name, Function function, String text) {
    return match(function, Term.text(text), Vocabulary.claim(name, Type.STRING));
  }

  private static String expression(Setting setting) throws JsoncException {
    String expression = Texts.word(setting, "a regular expression");
    String problem = Expressions.problem(expression);
    if (!problem.isEmpty()) {
      throw setting.refused(
          "a regular expression without back references and look-around: " + problem);
    }
    return expression;
  }
}
