package dev.buntime.plugin.authz.internal.pdp;

import java.util.ArrayDeque;
import java.util.Deque;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.AttributesImpl;
import org.xml.sax.helpers.XMLFilterImpl;

/**
 * Lets every rule report itself: adds one advice to each Rule that passes through, with the ids of
 * its policy and of the rule, for the rule's own effect. A decision then carries the advice of
 * exactly the rules that led to it; whoever asked takes them out of the response again. The advice
 * holds constants only, so that it cannot change a decision.
 */
final class RuleTrace extends XMLFilterImpl {
  /** The AdviceId of the added advice. */
  static final String ADVICE = "urn:buntime:advice:rule-applied";

  /** The AttributeId that carries the id of the policy. */
  static final String POLICY = "urn:buntime:advice:policy-id";

  /** The AttributeId that carries the id of the rule. */
  static final String RULE = "urn:buntime:advice:rule-id";

  private static final String NS = "urn:oasis:names:tc:xacml:3.0:core:schema:wd-17";
  private static final String STRING = "http://www.w3.org/2001/XMLSchema#string";

  private final Deque<String> policies = new ArrayDeque<>();
  private String ruleId = "";
  private String effect = "";
  private boolean isAdded;

  RuleTrace(XMLReader parent) {
    super(parent);
  }

  @Override
  public void startElement(String uri, String local, String name, Attributes attributes)
      throws SAXException {
    if (uri.equals(NS) && local.equals("Policy")) {
      policies.push(String.valueOf(attributes.getValue("PolicyId")));
    } else if (uri.equals(NS) && local.equals("Rule")) {
      ruleId = String.valueOf(attributes.getValue("RuleId"));
      effect = String.valueOf(attributes.getValue("Effect"));
      isAdded = false;
    }
    super.startElement(uri, local, name, attributes);
    if (uri.equals(NS) && local.equals("AdviceExpressions") && !ruleId.isEmpty()) {
      advice();
    }
  }

  @Override
  public void endElement(String uri, String local, String name) throws SAXException {
    if (uri.equals(NS) && local.equals("Rule")) {
      if (!isAdded) {
        open("AdviceExpressions");
        advice();
        close("AdviceExpressions");
      }
      ruleId = "";
    } else if (uri.equals(NS) && local.equals("Policy")) {
      policies.pop();
    }
    super.endElement(uri, local, name);
  }

  private void advice() throws SAXException {
    isAdded = true;
    open("AdviceExpression", "AdviceId", ADVICE, "AppliesTo", effect);
    assignment(POLICY, policies.peek());
    assignment(RULE, ruleId);
    close("AdviceExpression");
  }

  private void assignment(String id, String value) throws SAXException {
    open("AttributeAssignmentExpression", "AttributeId", id);
    open("AttributeValue", "DataType", STRING);
    super.characters(value.toCharArray(), 0, value.length());
    close("AttributeValue");
    close("AttributeAssignmentExpression");
  }

  private void open(String element, String... pairs) throws SAXException {
    AttributesImpl attributes = new AttributesImpl();
    for (int i = 0; i < pairs.length; i += 2) {
      attributes.addAttribute("", pairs[i], pairs[i], "CDATA", pairs[i + 1]);
    }
    super.startElement(NS, element, element, attributes);
  }

  private void close(String element) throws SAXException {
    super.endElement(NS, element, element);
  }
}
