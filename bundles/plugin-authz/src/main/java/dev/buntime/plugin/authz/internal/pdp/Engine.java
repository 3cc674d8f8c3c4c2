package dev.buntime.plugin.authz.internal.pdp;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import dev.buntime.plugin.authz.internal.attributes.Attribute;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.DecisionType;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Request;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Response;
import org.ow2.authzforce.core.pdp.api.AttributeFqn;
import org.ow2.authzforce.core.pdp.api.AttributeFqns;
import org.ow2.authzforce.core.pdp.api.DecisionRequestBuilder;
import org.ow2.authzforce.core.pdp.api.DecisionResult;
import org.ow2.authzforce.core.pdp.api.DecisionResults;
import org.ow2.authzforce.core.pdp.api.IndeterminateEvaluationException;
import org.ow2.authzforce.core.pdp.api.io.PdpEngineInoutAdapter;
import org.ow2.authzforce.core.pdp.api.policy.PolicyVersionPatterns;
import org.ow2.authzforce.core.pdp.api.value.AttributeBag;
import org.ow2.authzforce.core.pdp.api.value.AttributeValue;
import org.ow2.authzforce.core.pdp.api.value.AttributeValueFactory;
import org.ow2.authzforce.core.pdp.api.value.Bags;
import org.ow2.authzforce.core.pdp.impl.BasePdpEngine;
import org.ow2.authzforce.xacml.identifiers.XacmlStatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AuthzForce over a store of policies. Whatever goes wrong in it is an indeterminate decision; an
 * error of the JVM but for a stack that is too small goes through, and nobody has decided.
 * Immutable and thread-safe; a decision takes no lock.
 */
final class Engine {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);
  private static final String FAILED = "a decision failed and is indeterminate: {}";

  private static final PolicyVersionPatterns LATEST = new PolicyVersionPatterns(null, null, null);

  private final BasePdpEngine engine;

  /** Made when first asked: most engines never see a request in the form of the standard. */
  private final Supplier<PdpEngineInoutAdapter<Request, Response>> adapter;

  private final Map<Attribute, Source> sources;

  private Engine(BasePdpEngine engine, Language language, Map<Attribute, Source> sources) {
    this.engine = engine;
    this.sources = sources;
    adapter = Suppliers.memoize(() -> language.adapter(engine));
  }

  /** Where the policies look for an attribute, and what makes its values. */
  private record Source(AttributeFqn name, AttributeValueFactory<?> values) {
    AttributeBag<?> bag(List<String> texts) {
      return bag(values, texts);
    }

    private static <V extends AttributeValue> AttributeBag<V> bag(
        AttributeValueFactory<V> factory, List<String> texts) {
      return Bags.newAttributeBag(
          factory.getDatatype(),
          texts.stream()
              .map(text -> factory.getInstance(List.of(text), Map.of(), Optional.empty()))
              .toList());
    }
  }

  /** Whether a decision names the policies that were applicable. */
  enum Trace {
    POLICIES,
    NONE
  }

  /**
   * Makes an engine that asks the latest version of one policy or policy set.
   *
   * @throws PolicyException if there is none with that id
   */
  static Engine of(PolicyStore store, String rootId, Reads reads) throws PolicyException {
    return of(store, rootId, LATEST, sources(store.language(), reads));
  }

  /** Makes an engine that asks a root over policies that read nothing else than those of this. */
  Engine over(PolicyStore store, String rootId) throws PolicyException {
    return of(store, rootId, LATEST, sources);
  }

  /** Makes an engine that asks one version. */
  Engine over(PolicyStore store, String rootId, String version) throws PolicyException {
    return of(store, rootId, new PolicyVersionPatterns(version, null, null), sources);
  }

  private static Engine of(
      PolicyStore store,
      String rootId,
      PolicyVersionPatterns version,
      Map<Attribute, Source> sources)
      throws PolicyException {
    try {
      Language language = store.language();
      BasePdpEngine engine =
          new BasePdpEngine(
              store,
              Optional.empty(),
              rootId,
              Optional.of(version),
              Language.ISSUER_IS_STRICT,
              language.attributes(),
              Optional.empty());
      return new Engine(engine, language, sources);
    } catch (IllegalArgumentException | IOException e) {
      throw new PolicyException("", "no decision point for " + rootId + ": " + e.getMessage(), e);
    }
  }

  /** Of the attributes that the runner knows those that the policies name. */
  private static Map<Attribute, Source> sources(Language language, Reads reads) {
    Map<Attribute, Source> sources = new HashMap<>();
    for (Reads.Reference name : reads.attributes()) {
      Source source =
          new Source(
              AttributeFqns.newInstance(name.category(), Optional.empty(), name.id()),
              language.values().getExtension(name.type()));
      name.attribute().ifPresent(attribute -> sources.put(attribute, source));
    }
    return Map.copyOf(sources);
  }

  /** Decides a request in the form of the standard. */
  Response decide(Request request) {
    try {
      return adapter.get().evaluate(request);
    } catch (RuntimeException | StackOverflowError e) {
      log.error(FAILED, e.toString(), e);
      return new Response(List.of(MultipleDecisions.indeterminate("internal error")));
    }
  }

  /** Decides a request made of attributes. */
  DecisionResult decide(Query query, Trace trace) {
    DecisionRequestBuilder<?> request = engine.newRequestBuilder(4, query.values().size());
    try {
      for (Map.Entry<Attribute, List<String>> each : query.values().entrySet()) {
        Source source = sources.get(each.getKey());
        if (source != null) {
          request.putNamedAttributeIfAbsent(source.name(), source.bag(each.getValue()));
        }
      }
    } catch (IllegalArgumentException e) {
      String message = "the request has a value that is not of its type: " + e.getMessage();
      return indeterminate(message, XacmlStatusCode.SYNTAX_ERROR, e);
    }
    try {
      return engine.evaluate(request.build(trace == Trace.POLICIES));
    } catch (RuntimeException | StackOverflowError e) {
      log.error(FAILED, e.toString(), e);
      return indeterminate("internal error", XacmlStatusCode.PROCESSING_ERROR, e);
    }
  }

  private static DecisionResult indeterminate(String why, XacmlStatusCode code, Throwable cause) {
    IndeterminateEvaluationException problem =
        new IndeterminateEvaluationException(why, code.value(), cause);
    return DecisionResults.newIndeterminate(
        DecisionType.INDETERMINATE, problem, ImmutableList.of());
  }
}
