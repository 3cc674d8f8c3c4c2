package dev.buntime.plugin.authz.internal.pdp;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.plugin.authz.internal.shortform.ShortPolicy;

/** Policies and requests that the tests share. */
final class Samples {
  static final String NS = "urn:oasis:names:tc:xacml:3.0:core:schema:wd-17";

  private Samples() {}

  /**
   * A policy that permits the role {@code role-n} on the resource {@code app-n}, and denies
   * everybody else there.
   */
  static String policy(int n) {
    return """
    <Policy xmlns="%s" PolicyId="p%d" Version="1.0"
        RuleCombiningAlgId="urn:oasis:names:tc:xacml:1.0:rule-combining-algorithm:first-applicable">
      <Target><AnyOf><AllOf><Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">
        <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">app-%d</AttributeValue>
        <AttributeDesignator Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource"
            AttributeId="urn:oasis:names:tc:xacml:1.0:resource:resource-id"
            DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/>
      </Match></AllOf></AnyOf></Target>
      <Rule RuleId="permit-role" Effect="Permit"><Condition>
        <Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:string-is-in">
          <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">role-%d</AttributeValue>
          <AttributeDesignator Category="urn:oasis:names:tc:xacml:1.0:subject-category:access-subject"
              AttributeId="role" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="true"/>
        </Apply></Condition></Rule>
      <Rule RuleId="deny-rest" Effect="Deny"/>
    </Policy>
    """
        .formatted(NS, n, n, n);
  }

  /** A policy set over the first {@code count} of these policies, inside it, by deny-overrides. */
  static String policySet(int count) {
    StringBuilder set =
        new StringBuilder(
            """
            <PolicySet xmlns="%s" PolicySetId="root" Version="1.0"
                PolicyCombiningAlgId="urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:deny-overrides"><Target/>
            """
                .formatted(NS));
    for (int n = 0; n < count; n++) {
      set.append(policy(n));
    }
    return set.append("</PolicySet>").toString();
  }

  /** A request of a subject with one role, for one resource. */
  static String request(String role, String resource) {
    return """
    <Request xmlns="%s" ReturnPolicyIdList="true" CombinedDecision="false">
      <Attributes Category="urn:oasis:names:tc:xacml:1.0:subject-category:access-subject">
        <Attribute AttributeId="role" IncludeInResult="false">
          <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">%s</AttributeValue></Attribute></Attributes>
      <Attributes Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource">
        <Attribute AttributeId="urn:oasis:names:tc:xacml:1.0:resource:resource-id" IncludeInResult="false">
          <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">%s</AttributeValue></Attribute></Attributes>
    </Request>
    """
        .formatted(NS, role, resource);
  }

  /** A policy that permits where a regular expression matches the resource. */
  static String regexpPolicy(String regexp) {
    return """
    <Policy xmlns="%s" PolicyId="regexp" Version="1.0"
        RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-unless-permit">
      <Target/>
      <Rule RuleId="r" Effect="Permit"><Target><AnyOf><AllOf>
        <Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-regexp-match">
          <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">%s</AttributeValue>
          <AttributeDesignator Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource"
            AttributeId="urn:oasis:names:tc:xacml:1.0:resource:resource-id"
            DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/>
        </Match></AllOf></AnyOf></Target></Rule>
    </Policy>
    """
        .formatted(NS, regexp);
  }

  /** Two requests in one, by reference: the role role-1 for app-1 and for app-2. */
  static String references(String combined) {
    return """
    <Request xmlns="%s" ReturnPolicyIdList="false" CombinedDecision="%s">
      <Attributes xml:id="who" Category="urn:oasis:names:tc:xacml:1.0:subject-category:access-subject">
        <Attribute AttributeId="role" IncludeInResult="false">
          <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">role-1</AttributeValue></Attribute></Attributes>
      <Attributes xml:id="one" Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource">
        <Attribute AttributeId="urn:oasis:names:tc:xacml:1.0:resource:resource-id" IncludeInResult="false">
          <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">app-1</AttributeValue></Attribute></Attributes>
      <Attributes xml:id="two" Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource">
        <Attribute AttributeId="urn:oasis:names:tc:xacml:1.0:resource:resource-id" IncludeInResult="false">
          <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">app-2</AttributeValue></Attribute></Attributes>
      <MultiRequests>
        <RequestReference><AttributesReference ReferenceId="who"/><AttributesReference ReferenceId="one"/></RequestReference>
        <RequestReference><AttributesReference ReferenceId="who"/><AttributesReference ReferenceId="two"/></RequestReference>
      </MultiRequests>
    </Request>
    """
        .formatted(NS, combined);
  }

  /** An integer literal. */
  static String integer(String value) {
    return "<AttributeValue DataType=\"http://www.w3.org/2001/XMLSchema#integer\">"
        + value
        + "</AttributeValue>";
  }

  /** The number of the resource's ids. */
  static String size() {
    return """
    <Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:string-bag-size">
      <AttributeDesignator Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource"
          AttributeId="urn:oasis:names:tc:xacml:1.0:resource:resource-id"
          DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="true"/></Apply>
    """;
  }

  /** A policy that permits where a function of two expressions is true. */
  static String conditionPolicy(String function, String left, String right) {
    return """
    <Policy xmlns="%s" PolicyId="condition" Version="1.0"
        RuleCombiningAlgId="urn:oasis:names:tc:xacml:1.0:rule-combining-algorithm:first-applicable">
      <Target/><Rule RuleId="r" Effect="Permit"><Condition>
        <Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:%s">%s%s</Apply></Condition></Rule></Policy>
    """
        .formatted(NS, function, left, right);
  }

  /** A policy that permits from a range of addresses. */
  static String addressPolicy(String range) {
    return """
    <Policy xmlns="%s" PolicyId="address" Version="1.0"
        RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-unless-permit">
      <Target/>
      <Rule RuleId="r" Effect="Permit"><Target><AnyOf><AllOf>
        <Match MatchId="urn:buntime:function:address-in-range">
          <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">%s</AttributeValue>
          <AttributeDesignator Category="urn:oasis:names:tc:xacml:3.0:attribute-category:environment"
            AttributeId="urn:buntime:environment:ip"
            DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/>
        </Match></AllOf></AnyOf></Target></Rule>
    </Policy>
    """
        .formatted(NS, range);
  }

  /** A policy that permits always, with an obligation and an advice. */
  static String instructing() {
    return """
    <Policy xmlns="%s" PolicyId="instructing" Version="1.0"
        RuleCombiningAlgId="urn:oasis:names:tc:xacml:1.0:rule-combining-algorithm:first-applicable">
      <Target/>
      <Rule RuleId="r" Effect="Permit">
        <ObligationExpressions><ObligationExpression ObligationId="urn:o" FulfillOn="Permit">
          <AttributeAssignmentExpression AttributeId="level">%s</AttributeAssignmentExpression>
        </ObligationExpression></ObligationExpressions>
        <AdviceExpressions><AdviceExpression AdviceId="urn:a" AppliesTo="Permit"/></AdviceExpressions>
      </Rule>
    </Policy>
    """
        .formatted(NS, integer("7"));
  }

  /** A policy that permits if the content of the resource says so. */
  static String selecting() {
    return """
    <Policy xmlns="%s" PolicyId="selecting" Version="1.0"
        RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-unless-permit">
      <PolicyDefaults><XPathVersion>http://www.w3.org/TR/1999/REC-xpath-19991116</XPathVersion></PolicyDefaults>
      <Target/>
      <Rule RuleId="r" Effect="Permit"><Target><AnyOf><AllOf>
        <Match MatchId="urn:oasis:names:tc:xacml:1.0:function:string-equal">
          <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">yes</AttributeValue>
          <AttributeSelector Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource"
            Path="/record/open/text()" DataType="http://www.w3.org/2001/XMLSchema#string" MustBePresent="false"/>
        </Match></AllOf></AnyOf></Target></Rule>
    </Policy>
    """
        .formatted(NS);
  }

  /**
   * A policy that was written in the short form, for all subjects and actions.
   *
   * @param more members, each after a comma
   */
  static PolicyText shortPolicy(String id, String effect, String resources, String more)
      throws JsoncException {
    String json =
        "{\"id\":\"%s\",\"effect\":\"%s\",\"subjects\":[],\"resources\":%s,\"actions\":[]%s}"
            .formatted(id, effect, resources, more);
    return new PolicyText(id, ShortPolicy.read(id, json).xacml());
  }
}
