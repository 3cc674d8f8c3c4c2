package dev.buntime.plugin.authz.internal.pdp;

import java.io.StringWriter;
import java.util.Collection;
import java.util.Set;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * What policies are combined in: the set {@value #ROOT}, first-applicable over the set {@value
 * #POLICIES} of all of them, and the policy {@value #DEFAULT} for what none of them is for.
 *
 * @param algorithm URN of the algorithm that combines the policies
 * @param otherwise what is decided if none applies: permit or deny, or that none applies
 */
public record Frame(String algorithm, Decision otherwise) {
  /** PolicySetId of the root. */
  public static final String ROOT = "urn:buntime:root";

  /** PolicySetId of the set of all policies. */
  public static final String POLICIES = "urn:buntime:policies";

  /** PolicyId of the last one. */
  public static final String DEFAULT = "urn:buntime:default";

  /** All ids of its own. */
  static final Set<String> IDS = Set.of(ROOT, POLICIES, DEFAULT);

  private static final String NAMESPACE = "urn:oasis:names:tc:xacml:3.0:core:schema:wd-17";
  private static final String FIRST =
      "urn:oasis:names:tc:xacml:1.0:%s-combining-algorithm:first-applicable";
  private static final String VERSION = "1.0";
  private static final String DENY_UNLESS_PERMIT = ":deny-unless-permit";
  private static final String PERMIT_UNLESS_DENY = ":permit-unless-deny";

  /**
   * Checks the default.
   *
   * @throws IllegalArgumentException if the default is indeterminate
   */
  public Frame {
    if (otherwise == Decision.INDETERMINATE) {
      throw new IllegalArgumentException("the default of policies cannot be indeterminate");
    }
  }

  /** The root over some policies, in their order. */
  PolicyText over(Collection<PolicyDocument> policies) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      root(xml, policies);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("the root of all policies is not written", e);
    }
    return new PolicyText(ROOT, text.toString());
  }

  private void root(XMLStreamWriter xml, Collection<PolicyDocument> policies)
      throws XMLStreamException {
    open(xml, "PolicySet", ROOT, FIRST.formatted("policy"));
    xml.writeDefaultNamespace(NAMESPACE);
    xml.writeEmptyElement("Target");
    if (policies.isEmpty()) {
      constant(xml);
    } else {
      policies(xml, policies);
    }
    if (otherwise != Decision.NOT_APPLICABLE) {
      always(xml, DEFAULT, otherwise == Decision.PERMIT);
    }
    xml.writeEndElement();
  }

  /** What an algorithm makes of no policies at all; the engine would warn of such a set. */
  private void constant(XMLStreamWriter xml) throws XMLStreamException {
    if (algorithm.endsWith(DENY_UNLESS_PERMIT)) {
      always(xml, POLICIES, false);
    } else if (algorithm.endsWith(PERMIT_UNLESS_DENY)) {
      always(xml, POLICIES, true);
    }
  }

  private void policies(XMLStreamWriter xml, Collection<PolicyDocument> policies)
      throws XMLStreamException {
    open(xml, "PolicySet", POLICIES, algorithm);
    xml.writeEmptyElement("Target");
    for (PolicyDocument each : policies) {
      xml.writeStartElement(
          switch (each) {
            case PolicyDocument.Single _ -> "PolicyIdReference";
            case PolicyDocument.Many _ -> "PolicySetIdReference";
          });
      xml.writeAttribute("Version", each.version());
      xml.writeCharacters(each.id());
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void always(XMLStreamWriter xml, String id, boolean permits)
      throws XMLStreamException {
    open(xml, "Policy", id, FIRST.formatted("rule"));
    xml.writeEmptyElement("Target");
    xml.writeEmptyElement("Rule");
    xml.writeAttribute("RuleId", "default");
    xml.writeAttribute("Effect", permits ? "Permit" : "Deny");
    xml.writeEndElement();
  }

  private static void open(XMLStreamWriter xml, String element, String id, String algorithm)
      throws XMLStreamException {
    xml.writeStartElement(element);
    xml.writeAttribute(element + "Id", id);
    xml.writeAttribute("Version", VERSION);
    String kind = element.equals("Policy") ? "Rule" : "Policy";
    xml.writeAttribute(kind + "CombiningAlgId", algorithm);
  }
}
