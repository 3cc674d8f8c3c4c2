package dev.buntime.plugin.authz.internal.pdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Attributes;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.AttributesReference;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.DecisionType;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.MultiRequests;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Request;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.RequestReference;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Response;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Result;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Status;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.StatusCode;
import org.ow2.authzforce.xacml.identifiers.XacmlStatusCode;

/**
 * The parts of the Multiple Decision Profile that the engine leaves out: requests that refer to
 * attributes by id, and one combined decision for all.
 */
record MultipleDecisions(Function<Request, Response> engine) {
  /** Decides every request that is in one, in order. */
  Response decide(Request request) {
    List<Result> results = new ArrayList<>();
    for (Request each : split(request)) {
      results.addAll(engine.apply(each).getResults());
    }
    return new Response(request.isCombinedDecision() ? List.of(combine(results)) : results);
  }

  private static List<Request> split(Request request) {
    MultiRequests multi = request.getMultiRequests();
    if (multi == null) {
      return List.of(with(request, request.getAttributes()));
    }
    Map<String, Attributes> byId =
        request.getAttributes().stream()
            .filter(attributes -> attributes.getId() != null)
            .collect(Collectors.toMap(Attributes::getId, Function.identity()));
    return multi.getRequestReferences().stream()
        .map(reference -> with(request, referred(reference, byId)))
        .toList();
  }

  /** The attributes of one reference; the reader made sure that every id exists. */
  private static List<Attributes> referred(
      RequestReference reference, Map<String, Attributes> byId) {
    return reference.getAttributesReferences().stream()
        .map(AttributesReference::getReferenceId)
        .map(id -> byId.get(((Attributes) id).getId()))
        .toList();
  }

  private static Request with(Request request, List<Attributes> attributes) {
    return new Request(
        request.getRequestDefaults(), attributes, null, request.isReturnPolicyIdList(), false);
  }

  private static Result combine(List<Result> results) {
    Result first = results.getFirst();
    if (results.stream()
        .anyMatch(
            result -> result.getObligations() != null || result.getAssociatedAdvice() != null)) {
      return indeterminate("a combined decision cannot carry obligations or advice");
    }
    if (results.stream().anyMatch(result -> result.getDecision() != first.getDecision())) {
      return indeterminate("the decisions differ");
    }
    return new Result(first.getDecision(), first.getStatus(), null, null, null, null);
  }

  /** A response to what is no request. */
  static Response syntaxError(String why) {
    return new Response(List.of(indeterminate(why, XacmlStatusCode.SYNTAX_ERROR)));
  }

  /** A result that says that something went wrong, and what. */
  static Result indeterminate(String why) {
    return indeterminate(why, XacmlStatusCode.PROCESSING_ERROR);
  }

  private static Result indeterminate(String why, XacmlStatusCode code) {
    Status status = new Status(new StatusCode(null, code.value()), why, null);
    return new Result(DecisionType.INDETERMINATE, status, null, null, null, null);
  }
}
