package dev.buntime.plugin.authz.internal.pdp;

import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.ow2.authzforce.core.pdp.api.IndeterminateEvaluationException;
import org.ow2.authzforce.core.pdp.api.expression.Expression;
import org.ow2.authzforce.core.pdp.api.func.BaseFirstOrderFunctionCall.EagerSinglePrimitiveTypeEval;
import org.ow2.authzforce.core.pdp.api.func.FirstOrderFunctionCall;
import org.ow2.authzforce.core.pdp.api.func.Function;
import org.ow2.authzforce.core.pdp.api.func.SingleParameterTypedFirstOrderFunction;
import org.ow2.authzforce.core.pdp.api.value.Datatype;
import org.ow2.authzforce.core.pdp.api.value.StandardDatatypes;
import org.ow2.authzforce.core.pdp.api.value.StringValue;
import org.ow2.authzforce.xacml.identifiers.XacmlStatusCode;

/**
 * The function string-concatenate with an end: variables of which each is ten times the one before
 * would fill the memory. It is the only function of texts whose result can be longer than what it
 * is given.
 */
final class BoundedConcatenation
    extends SingleParameterTypedFirstOrderFunction<StringValue, StringValue> {
  private static final int LONGEST = 100_000;
  private static final int TWO_OR_MORE = 3; // the last parameter may be there as often as one likes

  BoundedConcatenation() {
    super(
        Function.XACML_NS_2_0 + "string-concatenate",
        StandardDatatypes.STRING,
        true,
        Collections.nCopies(TWO_OR_MORE, StandardDatatypes.STRING));
  }

  @Override
  public FirstOrderFunctionCall<StringValue> newCall(
      List<Expression<?>> arguments, Datatype<?>... remainingTypes) {
    return new EagerSinglePrimitiveTypeEval<>(functionSignature, arguments, remainingTypes) {
      @Override
      protected StringValue evaluate(Deque<StringValue> values)
          throws IndeterminateEvaluationException {
        StringBuilder text = new StringBuilder();
        for (StringValue value : values) {
          text.append(value.getUnderlyingValue());
          if (text.length() > LONGEST) {
            throw new IndeterminateEvaluationException(
                getId() + ": the text has more than %d characters".formatted(LONGEST),
                XacmlStatusCode.PROCESSING_ERROR.value());
          }
        }
        return new StringValue(text.toString());
      }
    };
  }
}
