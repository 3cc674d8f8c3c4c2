package dev.buntime.plugin.authz.internal.pdp;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What a response says, without what implementations may differ in: order, messages, white space.
 */
record ResponseFacts(List<String> results) {
  private static final String OK = "urn:oasis:names:tc:xacml:1.0:status:ok";

  /** Reads a response; a result without a status is one with the status ok. */
  static ResponseFacts of(String xml)
      throws IOException, ParserConfigurationException, SAXException {
    Element response =
        DocumentBuilderFactory.newDefaultNSInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)))
            .getDocumentElement();
    return new ResponseFacts(children(response).map(ResponseFacts::result).sorted().toList());
  }

  private static String result(Element result) {
    List<String> facts = new ArrayList<>();
    String status = OK;
    for (Element part : children(result).toList()) {
      switch (part.getLocalName()) {
        case "Status" -> status = children(part).findFirst().orElseThrow().getAttribute("Value");
        case "Attributes" -> children(part).findAny().ifPresent(_ -> facts.add(text(part)));
        default -> facts.add(text(part));
      }
    }
    facts.add(status);
    return facts.stream().sorted().toList().toString();
  }

  private static String text(Element element) {
    NamedNodeMap attributes = element.getAttributes();
    List<String> named =
        IntStream.range(0, attributes.getLength())
            .mapToObj(attributes::item)
            .filter(attribute -> !attribute.getNodeName().startsWith("xmlns"))
            .filter(attribute -> !attribute.getNodeName().equals("IncludeInResult"))
            .map(attribute -> attribute.getLocalName() + "=" + attribute.getNodeValue())
            .sorted()
            .toList();
    List<String> inner = children(element).map(ResponseFacts::text).sorted().toList();
    return element.getLocalName()
        + named
        + (inner.isEmpty() ? element.getTextContent().strip() : inner);
  }

  private static Stream<Element> children(Node node) {
    NodeList nodes = node.getChildNodes();
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(Element.class::isInstance)
        .map(Element.class::cast);
  }
}
