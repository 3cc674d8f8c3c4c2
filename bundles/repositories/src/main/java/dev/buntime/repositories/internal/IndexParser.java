package dev.buntime.repositories.internal;

import aQute.bnd.osgi.resource.CapReqBuilder;
import aQute.bnd.osgi.resource.ResourceBuilder;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;
import org.osgi.resource.Resource;

/**
 * Reads an {@code index.xml} (OSGi Compendium, section 132.5). Document types are refused; elements
 * that are not known are passed over, as the specification wants it. For one use.
 */
final class IndexParser {
  private static final String NAMESPACE = "http://www.osgi.org/xmlns/repository/v1.0.0";

  private final XMLStreamReader xml;
  private final List<Resource> resources = new ArrayList<>();
  private boolean hasReferrals;

  /**
   * What is in an index.
   *
   * @param hasReferrals whether it refers to other ones, which nobody follows
   */
  record Index(List<Resource> resources, boolean hasReferrals) {}

  private IndexParser(XMLStreamReader xml) {
    this.xml = xml;
  }

  /**
   * Reads all.
   *
   * @throws UnavailableException if it is malformed; says where
   */
  static Index parse(InputStream in) throws UnavailableException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      IndexParser parser = new IndexParser(factory.createXMLStreamReader(in));
      parser.repository();
      return new Index(List.copyOf(parser.resources), parser.hasReferrals);
    } catch (XMLStreamException | IllegalArgumentException e) {
      throw new UnavailableException(
          "the index is malformed: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "), e);
    }
  }

  private void repository() throws XMLStreamException {
    while (!xml.isStartElement()) {
      if (xml.getEventType() == XMLStreamConstants.DTD) {
        throw malformed("a document type is not allowed");
      }
      xml.next();
    }
    String namespace = Objects.requireNonNullElse(xml.getNamespaceURI(), NAMESPACE);
    if (!xml.getLocalName().equals("repository") || !namespace.equals(NAMESPACE)) {
      throw malformed(
          "it begins with %s of '%s' and not with repository of '%s'"
              .formatted(xml.getLocalName(), namespace, NAMESPACE));
    }
    while (isInside()) {
      switch (xml.getLocalName()) {
        case "resource" -> resource();
        case "referral" -> {
          hasReferrals = true;
          skip();
        }
        default -> skip();
      }
    }
  }

  /** Goes to the next element inside of the current one; false at its end. */
  private boolean isInside() throws XMLStreamException {
    while (true) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          return true;
        }
        case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
          return false;
        }
        default -> {
          // Text and comments mean nothing here.
        }
      }
    }
  }

  private void skip() throws XMLStreamException {
    int depth = 1;
    while (depth > 0) {
      int event = xml.next();
      depth += event == XMLStreamConstants.START_ELEMENT ? 1 : 0;
      depth -= event == XMLStreamConstants.END_ELEMENT ? 1 : 0;
    }
  }

  private void resource() throws XMLStreamException {
    ResourceBuilder resource = new ResourceBuilder();
    while (isInside()) {
      switch (xml.getLocalName()) {
        case "capability" -> resource.addCapability(clause());
        case "requirement" -> resource.addRequirement(clause());
        default -> skip();
      }
    }
    resources.add(resource.build());
  }

  private CapReqBuilder clause() throws XMLStreamException {
    CapReqBuilder clause = new CapReqBuilder(needed("namespace"));
    while (isInside()) {
      switch (xml.getLocalName()) {
        case "attribute" ->
            clause.addAttribute(
                needed("name"), value(xml.getAttributeValue(null, "type"), needed("value")));
        case "directive" -> clause.addDirective(needed("name"), needed("value"));
        default -> {
          // Passed over with what is in it.
        }
      }
      skip();
    }
    return clause;
  }

  private String needed(String attribute) throws XMLStreamException {
    String value = xml.getAttributeValue(null, attribute);
    if (value == null) {
      throw malformed("%s has no attribute %s".formatted(xml.getLocalName(), attribute));
    }
    return value;
  }

  private Object value(@Nullable String type, String text) throws XMLStreamException {
    String kind = Objects.requireNonNullElse(type, "String").strip();
    if (kind.startsWith("List")) {
      String inner = kind.replaceFirst("^List\\s*(<\\s*(\\w+)\\s*>)?$", "$2");
      List<Object> values = new ArrayList<>();
      for (String each : Arrays.asList(text.split("(?<!\\\\),", -1))) {
        values.add(
            value(inner.isEmpty() ? "String" : inner, each.strip().replaceAll("\\\\(.)", "$1")));
      }
      return values;
    }
    return switch (kind) {
      case "String" -> text;
      case "Version" -> Version.parseVersion(text);
      case "Long" -> Long.valueOf(text.strip());
      case "Double" -> Double.valueOf(text.strip());
      default -> throw malformed("an attribute has the type '%s'".formatted(kind));
    };
  }

  private XMLStreamException malformed(String what) {
    return new XMLStreamException(what, xml.getLocation());
  }
}
