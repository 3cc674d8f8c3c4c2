package dev.buntime.plugin.authz.internal.pdp;

import java.math.BigInteger;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.ow2.authzforce.core.pdp.api.IndeterminateEvaluationException;
import org.ow2.authzforce.core.pdp.api.expression.Expression;
import org.ow2.authzforce.core.pdp.api.func.BaseFirstOrderFunctionCall.EagerSinglePrimitiveTypeEval;
import org.ow2.authzforce.core.pdp.api.func.FirstOrderFunctionCall;
import org.ow2.authzforce.core.pdp.api.func.Function;
import org.ow2.authzforce.core.pdp.api.func.SingleParameterTypedFirstOrderFunction;
import org.ow2.authzforce.core.pdp.api.value.BooleanValue;
import org.ow2.authzforce.core.pdp.api.value.Datatype;
import org.ow2.authzforce.core.pdp.api.value.IntegerValue;
import org.ow2.authzforce.core.pdp.api.value.StandardAttributeValueFactories;
import org.ow2.authzforce.core.pdp.api.value.StandardDatatypes;
import org.ow2.authzforce.core.pdp.api.value.Value;
import org.ow2.authzforce.xacml.identifiers.XacmlStatusCode;

/**
 * Arithmetic and comparison of integers of up to {@value #MOST_BITS} bits. The engine's own
 * functions compute with int and long, where a sum that is too large silently becomes a wrong one;
 * a wrong number can turn a decision round.
 */
final class ExactIntegers<R extends Value>
    extends SingleParameterTypedFirstOrderFunction<R, IntegerValue> {
  private static final int MOST_BITS = 10_000;

  private final java.util.function.Function<Deque<IntegerValue>, R> operation;

  private ExactIntegers(
      String name,
      Datatype<R> result,
      Arity arity,
      java.util.function.Function<Deque<IntegerValue>, R> operation) {
    super(
        Function.XACML_NS_1_0 + "integer-" + name,
        result,
        arity == Arity.TWO_OR_MORE,
        Collections.nCopies(arity.parameters, StandardDatatypes.INTEGER));
    this.operation = operation;
  }

  /**
   * How many arguments a function takes; for a variable number the last declared parameter may
   * repeat.
   */
  private enum Arity {
    ONE(1),
    TWO(2),
    TWO_OR_MORE(3);

    private final int parameters;

    Arity(int parameters) {
      this.parameters = parameters;
    }
  }

  /** The exact functions. */
  static Set<Function<?>> all() {
    return Set.of(
        unary("abs", BigInteger::abs),
        arithmetic("add", Arity.TWO_OR_MORE, BigInteger::add),
        arithmetic("multiply", Arity.TWO_OR_MORE, BigInteger::multiply),
        arithmetic("subtract", Arity.TWO, BigInteger::subtract),
        arithmetic("divide", Arity.TWO, BigInteger::divide),
        arithmetic("mod", Arity.TWO, BigInteger::remainder),
        comparison("greater-than", order -> order > 0),
        comparison("greater-than-or-equal", order -> order >= 0),
        comparison("less-than", order -> order < 0),
        comparison("less-than-or-equal", order -> order <= 0));
  }

  private static Function<?> unary(String name, UnaryOperator<BigInteger> operator) {
    return new ExactIntegers<>(
        name,
        StandardDatatypes.INTEGER,
        Arity.ONE,
        values -> integer(operator.apply(next(values))));
  }

  private static Function<?> arithmetic(
      String name, Arity arity, BinaryOperator<BigInteger> operator) {
    return new ExactIntegers<>(
        name,
        StandardDatatypes.INTEGER,
        arity,
        values -> {
          BigInteger result = next(values);
          while (!values.isEmpty()) {
            result = bounded(operator.apply(result, next(values)));
          }
          return integer(result);
        });
  }

  private static Function<?> comparison(String name, IntPredicate test) {
    return new ExactIntegers<>(
        name,
        StandardDatatypes.BOOLEAN,
        Arity.TWO,
        values -> BooleanValue.valueOf(test.test(next(values).compareTo(next(values)))));
  }

  private static BigInteger next(Deque<IntegerValue> values) {
    return values.remove().getUnderlyingValue().bigIntegerValue();
  }

  private static BigInteger bounded(BigInteger value) {
    if (value.bitLength() > MOST_BITS) {
      throw new ArithmeticException("the number has more than %d bits".formatted(MOST_BITS));
    }
    return value;
  }

  private static IntegerValue integer(BigInteger value) {
    return StandardAttributeValueFactories.BIG_INTEGER.getInstance(value);
  }

  @Override
  public FirstOrderFunctionCall<R> newCall(
      List<Expression<?>> arguments, Datatype<?>... remainingTypes) {
    return new EagerSinglePrimitiveTypeEval<>(functionSignature, arguments, remainingTypes) {
      @Override
      protected R evaluate(Deque<IntegerValue> values) throws IndeterminateEvaluationException {
        try {
          return operation.apply(values);
        } catch (ArithmeticException e) {
          throw new IndeterminateEvaluationException(
              getId() + ": " + e.getMessage(), XacmlStatusCode.PROCESSING_ERROR.value(), e);
        }
      }
    };
  }
}
