package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.shortform.Criterion.Match;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes a policy as a {@code Policy} of XACML 3.0 with one rule. What it is for becomes the
 * target, as far as a target can say it, and the rest a condition.
 */
final class Translation {
  private static final String NAMESPACE = "urn:oasis:names:tc:xacml:3.0:core:schema:wd-17";
  private static final String POLICY = "urn:buntime:policy:";

  /** Of one rule: what the rule says. */
  private static final String FIRST =
      "urn:oasis:names:tc:xacml:1.0:rule-combining-algorithm:first-applicable";

  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter xml;

  /**
   * Translates at once.
   *
   * @throws IllegalStateException if it cannot be written, which its reader has prevented
   */
  Translation(ShortPolicy.Draft policy) {
    try {
      xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      write(policy);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("the policy " + policy.id() + " is not written", e);
    }
  }

  /** The XML. */
  String text() {
    return text.toString();
  }

  private void write(ShortPolicy.Draft policy) throws XMLStreamException {
    List<List<Item>> targets = new ArrayList<>();
    List<Term> conditions = new ArrayList<>();
    for (List<Item> items : List.of(policy.subjects(), policy.resources(), policy.actions())) {
      boolean isAll = items.stream().anyMatch(item -> item.criteria().isEmpty());
      if (items.stream().allMatch(Item::isPlain)) {
        targets.add(isAll ? List.of() : items);
      } else {
        conditions.add(Term.or(items.stream().map(Item::term).toList()));
      }
    }
    conditions.addAll(policy.conditions());

    open("Policy");
    xml.writeDefaultNamespace(NAMESPACE);
    xml.writeAttribute("PolicyId", POLICY + policy.id());
    xml.writeAttribute("Version", "1.0");
    xml.writeAttribute("RuleCombiningAlgId", FIRST);
    if (!policy.description().isEmpty()) {
      open("Description");
      xml.writeCharacters(policy.description());
      close();
    }
    target(targets);
    open("Rule");
    xml.writeAttribute("RuleId", policy.id());
    xml.writeAttribute("Effect", policy.effect().xacml());
    if (!conditions.isEmpty()) {
      open("Condition");
      write(Term.and(conditions));
      close();
    }
    notices("Obligation", "FulfillOn", policy.obligations());
    notices("Advice", "AppliesTo", policy.advice());
    close();
    close();
  }

  private void open(String element) throws XMLStreamException {
    xml.writeStartElement(element);
  }

  private void close() throws XMLStreamException {
    xml.writeEndElement();
  }

  private void target(List<List<Item>> targets) throws XMLStreamException {
    open("Target");
    for (List<Item> items : targets) {
      if (!items.isEmpty()) {
        open("AnyOf");
        for (Item item : items) {
          open("AllOf");
          for (Criterion criterion : item.criteria()) {
            match((Match) criterion);
          }
          close();
        }
        close();
      }
    }
    close();
  }

  private void match(Match match) throws XMLStreamException {
    open("Match");
    xml.writeAttribute("MatchId", match.function().id());
    write(match.value());
    write(new Term.Designator(match.attribute()));
    close();
  }

  private void write(Term term) throws XMLStreamException {
    switch (term) {
      case Term.Literal literal -> {
        open("AttributeValue");
        xml.writeAttribute("DataType", literal.type().id());
        xml.writeCharacters(literal.text());
        close();
      }
      case Term.Designator(Attribute attribute) -> {
        xml.writeEmptyElement("AttributeDesignator");
        xml.writeAttribute("Category", attribute.category().id());
        xml.writeAttribute("AttributeId", attribute.id());
        xml.writeAttribute("DataType", attribute.type().id());
        xml.writeAttribute("MustBePresent", "false");
      }
      case Function(String id) -> {
        xml.writeEmptyElement("Function");
        xml.writeAttribute("FunctionId", id);
      }
      case Term.Apply(Function function, List<Term> arguments) -> {
        open("Apply");
        xml.writeAttribute("FunctionId", function.id());
        for (Term argument : arguments) {
          write(argument);
        }
        close();
      }
    }
  }

  private void notices(String kind, String on, List<Notice> notices) throws XMLStreamException {
    if (notices.isEmpty()) {
      return;
    }
    boolean isAdvice = kind.equals("Advice");
    open(isAdvice ? "AdviceExpressions" : "ObligationExpressions");
    for (Notice notice : notices) {
      open(kind + "Expression");
      xml.writeAttribute(kind + "Id", notice.id());
      xml.writeAttribute(on, notice.on().xacml());
      for (Map.Entry<String, List<Term.Literal>> attribute : notice.attributes().entrySet()) {
        for (Term.Literal value : attribute.getValue()) {
          open("AttributeAssignmentExpression");
          xml.writeAttribute("AttributeId", attribute.getKey());
          write(value);
          close();
        }
      }
      close();
    }
    close();
  }
}
