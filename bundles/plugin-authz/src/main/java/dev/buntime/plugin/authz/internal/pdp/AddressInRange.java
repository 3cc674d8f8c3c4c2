package dev.buntime.plugin.authz.internal.pdp;

import dev.buntime.plugin.authz.internal.attributes.AddressRange;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.ow2.authzforce.core.pdp.api.IndeterminateEvaluationException;
import org.ow2.authzforce.core.pdp.api.expression.Expression;
import org.ow2.authzforce.core.pdp.api.func.BaseFirstOrderFunctionCall.EagerSinglePrimitiveTypeEval;
import org.ow2.authzforce.core.pdp.api.func.FirstOrderFunctionCall;
import org.ow2.authzforce.core.pdp.api.func.SingleParameterTypedFirstOrderFunction;
import org.ow2.authzforce.core.pdp.api.value.BooleanValue;
import org.ow2.authzforce.core.pdp.api.value.Datatype;
import org.ow2.authzforce.core.pdp.api.value.StandardDatatypes;
import org.ow2.authzforce.core.pdp.api.value.StringValue;
import org.ow2.authzforce.xacml.identifiers.XacmlStatusCode;

/**
 * The function {@value #ID}: whether an address, its second argument, is in a range, its first. A
 * constant range is read once, when the policy is loaded, and one that is none refuses the policy.
 */
final class AddressInRange
    extends SingleParameterTypedFirstOrderFunction<BooleanValue, StringValue> {
  static final String ID = "urn:buntime:function:address-in-range";

  AddressInRange() {
    super(
        ID,
        StandardDatatypes.BOOLEAN,
        false,
        List.of(StandardDatatypes.STRING, StandardDatatypes.STRING));
  }

  @Override
  public FirstOrderFunctionCall<BooleanValue> newCall(
      List<Expression<?>> arguments, Datatype<?>... remainingTypes) {
    Optional<AddressRange> constant =
        arguments.isEmpty()
            ? Optional.empty()
            : arguments
                .getFirst()
                .getValue()
                .map(range -> range(((StringValue) range).getUnderlyingValue()));
    return new EagerSinglePrimitiveTypeEval<>(functionSignature, arguments, remainingTypes) {
      @Override
      protected BooleanValue evaluate(Deque<StringValue> values)
          throws IndeterminateEvaluationException {
        String range = values.remove().getUnderlyingValue();
        String address = values.remove().getUnderlyingValue();
        try {
          return BooleanValue.valueOf(constant.orElseGet(() -> range(range)).contains(address));
        } catch (IllegalArgumentException e) {
          throw new IndeterminateEvaluationException(
              e.getMessage(), XacmlStatusCode.PROCESSING_ERROR.value(), e);
        }
      }
    };
  }

  private static AddressRange range(String text) {
    return AddressRange.of(text)
        .orElseThrow(() ->
            new IllegalArgumentException(
                ID + ": \"" + text + "\" is neither an address nor a range such as 10.0.0.0/8"));
  }
}
