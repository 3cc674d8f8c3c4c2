package dev.buntime.plugin.authz.internal.shortform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.Test;

/** What expressions mean, and what is none. */
public class ExpressionParserTest {

  @Test
  public void parse_translates() throws ExpressionException {
    Map<String, String> expected =
        Map.ofEntries(
            Map.entry("true", "and()"),
            Map.entry("false", "or()"),
            Map.entry("subject.id == 'ada'", "any-of(string-equal 'ada' subject-id)"),
            Map.entry("'ada' == subject.id", "any-of(string-equal 'ada' subject-id)"),
            Map.entry("subject.id != \"ada\"", "not(any-of(string-equal 'ada' subject-id))"),
            Map.entry(
                "subject.claims.level >= 3",
                "any-of(double-less-than-or-equal '3' claim-double:level)"),
            Map.entry(
                "3 < subject.claims.level", "any-of(double-less-than '3' claim-double:level)"),
            Map.entry(
                "subject.claims.a.b-c < -1.5",
                "any-of(double-greater-than '-1.5' claim-double:a.b-c)"),
            Map.entry("subject.claims.ok", "any-of(boolean-equal 'true' claim-boolean:ok)"),
            Map.entry("!subject.claims.ok", "not(any-of(boolean-equal 'true' claim-boolean:ok))"),
            Map.entry(
                "subject.claims.ok == false", "any-of(boolean-equal 'false' claim-boolean:ok)"),
            Map.entry("resource.owner == subject.id", "any-of-any(string-equal owner subject-id)"),
            Map.entry(
                "subject.claims.team == resource.app", "any-of-any(string-equal claim:team app)"),
            Map.entry("'admin' in subject.roles", "any-of(string-equal 'admin' role)"),
            Map.entry("subject.roles contains 'admin'", "any-of(string-equal 'admin' role)"),
            Map.entry("subject.name contains 'a'", "any-of(string-contains 'a' name)"),
            Map.entry("resource.path startsWith '/a'", "any-of(string-starts-with '/a' path)"),
            Map.entry("resource.path endsWith '.js'", "any-of(string-ends-with '.js' path)"),
            Map.entry(
                "resource.path matches '^/\\\\d+$'", "any-of(string-regexp-match '^/\\d+$' path)"),
            Map.entry(
                "resource.path matches '^/\\d+$'", "any-of(string-regexp-match '^/\\d+$' path)"),
            Map.entry(
                "action.method in ['GET', 'HEAD']",
                "or(any-of(string-equal 'GET' method) any-of(string-equal 'HEAD' method))"),
            Map.entry(
                "environment.dayOfWeek in [1,2]",
                "or(any-of(integer-equal '1' day-of-week:local) any-of(integer-equal '2' day-of-week:local))"),
            Map.entry(
                "environment.time >= \"09:00\"",
                "any-of(time-less-than-or-equal '09:00:00' time:local)"),
            Map.entry(
                "environment.date < '2030-12-24'",
                "any-of(date-greater-than '2030-12-24' date:local)"),
            Map.entry("true && false || true", "or(and(and() or()) and())"),
            Map.entry("true && (false || true)", "and(and() or(or() and()))"),
            Map.entry("!(true)", "not(and())"),
            Map.entry(
                "subject.id == 'it\\'s \"\\\\'", "any-of(string-equal 'it's \"\\' subject-id)"));
    for (Map.Entry<String, String> each : expected.entrySet()) {
      assertThat(shown(ExpressionParser.parse(each.getKey())))
          .as(each.getKey())
          .isEqualTo(each.getValue());
    }
  }

  @Test
  public void parse_ofWhatIsNoExpression_saysWhatAndWhere() {
    Map<String, String> refused =
        Map.ofEntries(
            Map.entry("", "column 1 of the expression: the end is here; wanted is an attribute"),
            Map.entry("subject.id", "column 1 of the expression: this is neither true nor false"),
            Map.entry(
                "subject.ids == 'a'",
                "subject.ids is no attribute; did you mean subject.id? There are"),
            Map.entry("subject.claims. == 'a'", "column 15"),
            Map.entry(
                "subject.id == 'a",
                "column 15 of the expression: the text that begins here has no end"),
            Map.entry(
                "subject.id == 1", "column 12 of the expression: == does not fit its two sides"),
            Map.entry("'a' == 'a'", "== does not fit its two sides"),
            Map.entry("subject.claims.a < true", "< does not fit its two sides"),
            Map.entry("environment.time > '9:00'", "> does not fit its two sides"),
            Map.entry("environment.date == '2030-02-31'", "== does not fit its two sides"),
            Map.entry("environment.dayOfWeek == 1.5", "== does not fit its two sides"),
            Map.entry(
                "environment.dayOfWeek contains 'a'", "contains takes an attribute with a text"),
            Map.entry(
                "resource.path startsWith resource.app",
                "startsWith takes an attribute with a text"),
            Map.entry("resource.path matches '(a'", "no regular expression"),
            Map.entry("true && ", "column 9 of the expression: the end is here"),
            Map.entry("(true", "the end is here; wanted is )"),
            Map.entry(
                "true true",
                "column 6 of the expression: true is here; wanted is &&, || or the end"),
            Map.entry(
                "subject.id in [resource.app]", "a list has texts, numbers, true and false only"),
            Map.entry("subject.id in ['a' 'b']", "the text \"b\" is here; wanted is ]"),
            Map.entry("subject.id # 1", "column 12 of the expression: what begins here is no text"),
            Map.entry("!".repeat(40) + "true", "an expression may be 32 deep"),
            Map.entry("(".repeat(5000) + "true", "an expression may be 32 deep"));
    refused.forEach((expression, problem) ->
        assertThatThrownBy(() -> ExpressionParser.parse(expression))
            .as(expression)
            .isInstanceOf(ExpressionException.class)
            .hasMessageContaining(problem));
  }

  private static String shown(Term term) {
    return switch (term) {
      case Function function -> last(function.id());
      case Term.Literal literal -> "'" + literal.text() + "'";
      case Term.Designator designator ->
          designator
              .attribute()
              .id()
              .replaceAll(".*:((claim(-\\w+)?|time|date|day-of-week):)", "$1")
              .replaceAll("^urn:.*:", "");
      case Term.Apply(Function function, List<Term> arguments) ->
          last(function.id())
              + arguments.stream()
                  .map(ExpressionParserTest::shown)
                  .collect(Collectors.joining(" ", "(", ")"));
    };
  }

  private static String last(String id) {
    return id.substring(id.lastIndexOf(':') + 1);
  }
}
