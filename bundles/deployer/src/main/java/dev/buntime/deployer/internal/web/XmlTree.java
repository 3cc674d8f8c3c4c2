package dev.buntime.deployer.internal.web;

import dev.buntime.deployer.internal.archives.Quoted;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a deployment descriptor into elements that know their lines. Nothing outside of it is read:
 * a document type or an entity refuses it. For one thread.
 */
final class XmlTree {
  private static final int MAX_DEPTH = 16; // the schema has 6
  private static final int MAX_ELEMENTS = 50_000;

  private final XMLStreamReader reader;
  private int elements;

  private XmlTree(XMLStreamReader reader) {
    this.reader = reader;
  }

  /**
   * The root element.
   *
   * @throws RefusedWebAppException if it is no XML, has a document type, or is too large
   */
  static XmlElement parse(byte[] content) throws RefusedWebAppException {
    try {
      XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(content));
      try {
        return new XmlTree(reader).root();
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNumber();
      throw new RefusedWebAppException(
          "%s, line %d: it is not XML: %s. Correct the file"
              .formatted(WebContent.DESCRIPTOR, line, Quoted.of(String.valueOf(e.getMessage()))));
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  private XmlElement root() throws XMLStreamException, RefusedWebAppException {
    while (next() != XMLStreamConstants.START_ELEMENT) {
      // comments and the like before the root
    }
    XmlElement root = element(1);
    while (reader.hasNext()) {
      next(); // what follows is XML, too
    }
    return root;
  }

  private XmlElement element(int depth) throws XMLStreamException, RefusedWebAppException {
    elements++;
    if (depth > MAX_DEPTH || elements > MAX_ELEMENTS) {
      throw refused(
          "it has more than %d elements, or more than %d in each other; make it simpler"
              .formatted(MAX_ELEMENTS, MAX_DEPTH));
    }
    String name = reader.getLocalName();
    String uri = reader.getNamespaceURI();
    int line = line();
    Map<String, String> attributes = attributes();
    List<XmlElement> children = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        children.add(element(depth + 1));
      } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
        text.append(reader.getText());
      }
    }
    return new XmlElement(
        name, uri == null ? "" : uri, line, attributes, children, text.toString().strip());
  }

  private Map<String, String> attributes() {
    Map<String, String> attributes = new HashMap<>();
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i).strip());
    }
    return attributes;
  }

  private int next() throws XMLStreamException, RefusedWebAppException {
    int event = reader.next();
    if (event == XMLStreamConstants.DTD) {
      throw refused("it has a document type (DOCTYPE); take it out");
    }
    if (event == XMLStreamConstants.ENTITY_REFERENCE) {
      throw refused("it refers to an entity that XML itself does not have; write out what it is");
    }
    return event;
  }

  private int line() {
    return Math.max(1, reader.getLocation().getLineNumber());
  }

  private RefusedWebAppException refused(String what) {
    return new RefusedWebAppException(
        "%s, line %d: %s".formatted(WebContent.DESCRIPTOR, line(), what));
  }
}
