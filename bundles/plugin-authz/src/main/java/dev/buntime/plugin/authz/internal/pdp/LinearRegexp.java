package dev.buntime.plugin.authz.internal.pdp;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.buntime.plugin.support.LinearPattern;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ow2.authzforce.core.pdp.api.IndeterminateEvaluationException;
import org.ow2.authzforce.core.pdp.api.expression.Expression;
import org.ow2.authzforce.core.pdp.api.func.BaseFirstOrderFunctionCall.EagerMultiPrimitiveTypeEval;
import org.ow2.authzforce.core.pdp.api.func.BaseFirstOrderFunctionCall.EagerSinglePrimitiveTypeEval;
import org.ow2.authzforce.core.pdp.api.func.FirstOrderFunctionCall;
import org.ow2.authzforce.core.pdp.api.func.Function;
import org.ow2.authzforce.core.pdp.api.func.MultiParameterTypedFirstOrderFunction;
import org.ow2.authzforce.core.pdp.api.func.SingleParameterTypedFirstOrderFunction;
import org.ow2.authzforce.core.pdp.api.value.AttributeValue;
import org.ow2.authzforce.core.pdp.api.value.BooleanValue;
import org.ow2.authzforce.core.pdp.api.value.Datatype;
import org.ow2.authzforce.core.pdp.api.value.SimpleValue;
import org.ow2.authzforce.core.pdp.api.value.StandardDatatypes;
import org.ow2.authzforce.core.pdp.api.value.StringValue;
import org.ow2.authzforce.core.pdp.api.value.Value;
import org.ow2.authzforce.xacml.identifiers.XacmlStatusCode;

/**
 * The regular expression of one function call, matched in linear time: an expression that would
 * make a backtracking engine run for years takes as long as the value is long. A constant one is
 * compiled once, when the policy is loaded, and a bad or a large one refuses the policy. Like
 * xf:matches it looks for a match anywhere in the value, unless anchored.
 */
record LinearRegexp(String function, Optional<Pattern> constant) {
  /** The linear functions. */
  static Set<Function<?>> all() {
    return Set.of(
        new OfStrings(),
        new OfValues("anyURI", StandardDatatypes.ANYURI),
        new OfValues("ipAddress", StandardDatatypes.IPADDRESS),
        new OfValues("dnsName", StandardDatatypes.DNSNAME),
        new OfValues("rfc822Name", StandardDatatypes.RFC822NAME),
        new OfValues("x500Name", StandardDatatypes.X500NAME));
  }

  private static LinearRegexp of(String function, List<Expression<?>> arguments) {
    Optional<? extends Value> constant =
        arguments.isEmpty() ? Optional.empty() : arguments.getFirst().getValue();
    return new LinearRegexp(
        function,
        constant.map(regexp -> compile(function, ((StringValue) regexp).getUnderlyingValue())));
  }

  private BooleanValue match(StringValue regexp, SimpleValue<String> value)
      throws IndeterminateEvaluationException {
    try {
      Pattern pattern = constant.orElseGet(() -> compile(function, regexp.getUnderlyingValue()));
      return BooleanValue.valueOf(pattern.matcher(value.getUnderlyingValue()).find());
    } catch (IllegalArgumentException e) {
      throw new IndeterminateEvaluationException(
          e.getMessage(), XacmlStatusCode.PROCESSING_ERROR.value(), e);
    }
  }

  private static Pattern compile(String function, String regexp) {
    if (nestsClasses(regexp)) {
      throw new IllegalArgumentException(
          function + ": not supported in a regular expression: a character class in another");
    }
    try {
      return LinearPattern.compile(regexp);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          function + ": not a regular expression: " + e.getMessage(), e);
    }
  }

  /**
   * Whether there is a bracket in brackets, as in [a-z-[aeiou]], which would mean something else to
   * the linear engine.
   */
  private static boolean nestsClasses(String regexp) {
    boolean isInside = false;
    for (int i = 0; i < regexp.length(); i++) {
      switch (regexp.charAt(i)) {
        case '\\' -> i++;
        case '[' -> {
          if (isInside) {
            return true;
          }
          isInside = true;
        }
        case ']' -> isInside = false;
        default -> {}
      }
    }
    return false;
  }

  /** The function string-regexp-match, whose arguments have one type. */
  private static final class OfStrings
      extends SingleParameterTypedFirstOrderFunction<BooleanValue, StringValue> {
    OfStrings() {
      super(
          Function.XACML_NS_1_0 + "string-regexp-match",
          StandardDatatypes.BOOLEAN,
          false,
          List.of(StandardDatatypes.STRING, StandardDatatypes.STRING));
    }

    @Override
    public FirstOrderFunctionCall<BooleanValue> newCall(
        List<Expression<?>> arguments, Datatype<?>... remainingTypes) {
      LinearRegexp regexp = LinearRegexp.of(getId(), arguments);
      return new EagerSinglePrimitiveTypeEval<>(functionSignature, arguments, remainingTypes) {
        @Override
        protected BooleanValue evaluate(Deque<StringValue> values)
            throws IndeterminateEvaluationException {
          return regexp.match(values.poll(), values.poll());
        }
      };
    }
  }

  /** A function type-regexp-match, whose second argument has a type of its own. */
  private static final class OfValues extends MultiParameterTypedFirstOrderFunction<BooleanValue> {
    private final Datatype<? extends SimpleValue<String>> type;

    OfValues(String name, Datatype<? extends SimpleValue<String>> type) {
      super(
          Function.XACML_NS_2_0 + name + "-regexp-match",
          StandardDatatypes.BOOLEAN,
          false,
          List.of(StandardDatatypes.STRING, type));
      this.type = type;
    }

    @Override
    public FirstOrderFunctionCall<BooleanValue> newCall(
        List<Expression<?>> arguments, Datatype<?>... remainingTypes) {
      LinearRegexp regexp = LinearRegexp.of(getId(), arguments);
      return new EagerMultiPrimitiveTypeEval<>(functionSignature, arguments, remainingTypes) {
        @Override
        protected BooleanValue evaluate(Deque<AttributeValue> values)
            throws IndeterminateEvaluationException {
          return regexp.match(
              StandardDatatypes.STRING.cast(values.poll()), type.cast(values.poll()));
        }
      };
    }
  }
}
