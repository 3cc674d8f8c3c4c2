package dev.buntime.plugin.authz.internal.pdp;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import dev.buntime.plugin.authz.internal.pdp.Engine.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Request;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Response;

/**
 * A point of decision over a fixed set of policies. For other policies make another one, and swap
 * the reference.
 *
 * <p>The first one of a process takes a second or two, because the engine's classes are loaded and
 * its schemas read: make one on a background thread before it is needed. Any thread will do, also
 * one without a context class loader.
 *
 * <p>Immutable and thread-safe; a decision takes no lock.
 */
public final class DecisionPoint {
  private final PolicyStore store;
  private final Reads reads;
  private final Engine engine;

  /** Of the same policies with rules that report themselves; made when first asked. */
  private final Supplier<Engine> traced;

  private DecisionPoint(PolicyStore store, Reads reads, Engine engine, Supplier<Engine> traced) {
    this.store = store;
    this.reads = reads;
    this.engine = engine;
    this.traced = traced;
  }

  /**
   * Makes a decision point of documents that may refer to each other. All are checked: schema,
   * functions, types and references.
   *
   * @param documents all that there is; nothing is looked for elsewhere
   * @param rootId PolicyId or PolicySetId of the one that is asked, in its latest version
   * @throws PolicyException if a document is wrong, or there is no root
   */
  public static DecisionPoint of(Collection<PolicyText> documents, String rootId)
      throws PolicyException {
    List<PolicyText> texts = List.copyOf(documents);
    return withOurLoader(() -> {
      List<PolicyDocument> read = read(texts);
      return of(texts, read, rootId, PolicyStore.of(read, Language.full()));
    });
  }

  /** Makes something, or says which policy is wrong. */
  interface Making<T> {
    T make() throws PolicyException;
  }

  /** The engine's statics ask factories of the JDK, which look at the context class loader. */
  static <T> T withOurLoader(Making<T> making) throws PolicyException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(DecisionPoint.class.getClassLoader());
    try {
      return making.make();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static List<PolicyDocument> read(List<PolicyText> texts) throws PolicyException {
    List<PolicyDocument> documents = new ArrayList<>();
    for (PolicyText text : texts) {
      documents.add(XacmlReader.policy(text));
    }
    return documents;
  }

  /** The same of documents in a store, to be read again for an explanation. */
  static DecisionPoint of(
      List<PolicyText> texts, List<PolicyDocument> documents, String rootId, PolicyStore store)
      throws PolicyException {
    Reads reads = Reads.all(documents.stream().map(PolicyDocument::reads).toList());
    return new DecisionPoint(
        store,
        reads,
        Engine.of(store, rootId, reads),
        Suppliers.memoize(() -> traced(texts, rootId, reads)));
  }

  private static Engine traced(List<PolicyText> texts, String rootId, Reads reads) {
    try {
      return withOurLoader(() -> {
        List<PolicyDocument> documents = new ArrayList<>();
        for (PolicyText text : texts) {
          documents.add(XacmlReader.tracedPolicy(text));
        }
        return Engine.of(PolicyStore.of(documents, Language.full()), rootId, reads);
      });
    } catch (PolicyException e) {
      throw new IllegalStateException("policies that were right are wrong with a trace", e);
    }
  }

  /** Decides. Whatever goes wrong is indeterminate, and logged if it is the engine's fault. */
  public Verdict decide(Query query) {
    return VerdictReader.read(engine.decide(query, Trace.NONE));
  }

  /**
   * Decides as {@link #decide} does, and names the policies that were applicable and the rules that
   * led to the decision. The first time it reads all policies again.
   */
  public Verdict explain(Query query) {
    return VerdictReader.read(traced.get().decide(query, Trace.POLICIES));
  }

  /**
   * Decides a {@code Request} of XACML 3.0, with the Multiple Decision Profile.
   *
   * @param request XML
   * @return a {@code Response}; for what is no request one with the status syntax-error
   */
  public String decideXml(String request) {
    try {
      return answerXml(request);
    } catch (RequestException e) {
      return XacmlWriter.write(MultipleDecisions.syntaxError(e.description()));
    }
  }

  /**
   * Decides a {@code Request} of XACML 3.0, with the Multiple Decision Profile.
   *
   * @param request XML
   * @return a {@code Response}
   * @throws RequestException if it is no request
   */
  public String answerXml(String request) throws RequestException {
    try {
      return XacmlWriter.write(decide(XacmlReader.request(request)));
    } catch (XacmlException e) {
      throw new RequestException(e);
    }
  }

  /**
   * Decides a request of the JSON Profile of XACML 3.0, version 1.1.
   *
   * @param request JSON
   * @return a response; for what is no request one with the status syntax-error
   */
  public String decideJson(String request) {
    try {
      return answerJson(request);
    } catch (RequestException e) {
      return JsonResponse.write(MultipleDecisions.syntaxError(e.description()));
    }
  }

  /**
   * Decides a request of the JSON Profile of XACML 3.0, version 1.1.
   *
   * @param request JSON
   * @return a response
   * @throws RequestException if it is no request
   */
  public String answerJson(String request) throws RequestException {
    try {
      return JsonResponse.write(decide(JsonRequest.read(request)));
    } catch (XacmlException e) {
      throw new RequestException(e);
    }
  }

  /** Without content no XPath has anything to look at. */
  private Response decide(Request request) throws XacmlException {
    XacmlReader.checkPaths(request);
    MultipleDecisions decisions = new MultipleDecisions(engine::decide);
    return request.getAttributes().stream().anyMatch(each -> each.getContent() != null)
        ? BoundedTime.decide(() -> decisions.decide(request))
        : decisions.decide(request);
  }

  /** What the policies of all documents may look at. */
  public Reads reads() {
    return reads;
  }

  PolicyStore store() {
    return store;
  }

  Engine engine() {
    return engine;
  }
}
