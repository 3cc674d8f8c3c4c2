package dev.buntime.plugin.authz.internal.pdp;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Request;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Response;
import org.ow2.authzforce.core.pdp.api.io.BaseXacmlJaxbResultPostprocessor;
import org.ow2.authzforce.core.pdp.api.io.PdpEngineInoutAdapter;
import org.ow2.authzforce.core.pdp.api.value.AttributeValueFactoryRegistry;
import org.ow2.authzforce.core.pdp.api.value.StandardAttributeValueFactories;
import org.ow2.authzforce.core.pdp.impl.BasePdpEngine;
import org.ow2.authzforce.core.pdp.impl.CloseableNamedAttributeProviderRegistry;
import org.ow2.authzforce.core.pdp.impl.StandardEnvironmentAttributeProvider;
import org.ow2.authzforce.core.pdp.impl.expression.DepthLimitingExpressionFactory;
import org.ow2.authzforce.core.pdp.impl.io.MultiDecisionXacmlJaxbRequestPreprocessor;
import org.ow2.authzforce.core.pdp.impl.io.PdpEngineAdapters;

/**
 * What policies can be made of: types, functions, and the attributes that the engine itself
 * provides, which are the time and the date. Immutable.
 */
record Language(
    AttributeValueFactoryRegistry values,
    Optional<CloseableNamedAttributeProviderRegistry> attributes,
    DepthLimitingExpressionFactory expressions) {
  /** Designators without an issuer stand for attributes of every issuer. */
  static final boolean ISSUER_IS_STRICT = false;

  private static final boolean XPATH = true;
  private static final BigInteger ANY_SIZE = BigInteger.TWO.pow(Long.SIZE);
  private static final int VARIABLE_DEPTH = 16;
  private static final int ERROR_CAUSES = 0;

  /** All of XACML 3.0, and ours. There is one, because to make it costs more than a policy. */
  static Language full() {
    return Full.LANGUAGE;
  }

  /** Made when first asked. */
  private static final class Full {
    private static final Language LANGUAGE = make();

    private Full() {}
  }

  private static Language make() {
    AttributeValueFactoryRegistry values =
        StandardAttributeValueFactories.getRegistry(XPATH, Optional.of(ANY_SIZE));
    Optional<CloseableNamedAttributeProviderRegistry> attributes = Optional.of(provided(values));
    DepthLimitingExpressionFactory expressions =
        new DepthLimitingExpressionFactory(
            values, Functions.registry(XPATH), VARIABLE_DEPTH, XPATH, ISSUER_IS_STRICT, attributes);
    return new Language(values, attributes, expressions);
  }

  private static CloseableNamedAttributeProviderRegistry provided(
      AttributeValueFactoryRegistry values) {
    try {
      return new CloseableNamedAttributeProviderRegistry(
          List.of(StandardEnvironmentAttributeProvider.DEFAULT_FACTORY), values, ISSUER_IS_STRICT);
    } catch (IOException e) {
      throw new IllegalStateException("time and date, which read nothing, cannot be read", e);
    }
  }

  /** Takes requests in the form of the standard to an engine. */
  PdpEngineInoutAdapter<Request, Response> adapter(BasePdpEngine engine) {
    return PdpEngineAdapters.newInoutAdapter(
        Request.class,
        Response.class,
        engine,
        new MultiDecisionXacmlJaxbRequestPreprocessor.LaxVariantFactory()
            .getInstance(values, ISSUER_IS_STRICT, XPATH, Set.of()),
        new BaseXacmlJaxbResultPostprocessor(ERROR_CAUSES));
  }
}
