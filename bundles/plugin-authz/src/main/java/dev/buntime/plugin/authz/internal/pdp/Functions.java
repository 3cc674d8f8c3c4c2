package dev.buntime.plugin.authz.internal.pdp;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.ow2.authzforce.core.pdp.api.func.Function;
import org.ow2.authzforce.core.pdp.api.value.StandardAttributeValueFactories;
import org.ow2.authzforce.core.pdp.impl.func.FunctionRegistry;
import org.ow2.authzforce.core.pdp.impl.func.ImmutableFunctionRegistry;
import org.ow2.authzforce.core.pdp.impl.func.StandardFunction;

/**
 * The functions that policies may call: those of the standard, some of them as we have written
 * them, and ours.
 */
final class Functions {
  private Functions() {}

  /** Makes the registry of all functions. */
  static FunctionRegistry registry(boolean withXPath) {
    FunctionRegistry standard =
        StandardFunction.getRegistry(withXPath, StandardAttributeValueFactories.BIG_INTEGER);
    Set<Function<?>> functions = new HashSet<>(LinearRegexp.all());
    functions.addAll(ExactIntegers.all());
    functions.add(new BoundedConcatenation());
    functions.add(new AddressInRange());
    Set<String> ours = functions.stream().map(Function::getId).collect(Collectors.toSet());
    for (Function<?> function : standard.getNonGenericFunctions()) {
      if (!ours.contains(function.getId())) {
        functions.add(function);
      }
    }
    return new ImmutableFunctionRegistry(functions, standard.getGenericFunctionFactories());
  }
}
