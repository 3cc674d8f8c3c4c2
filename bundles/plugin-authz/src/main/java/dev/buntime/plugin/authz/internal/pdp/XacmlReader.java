package dev.buntime.plugin.authz.internal.pdp;

import jakarta.xml.bind.JAXBException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.transform.sax.SAXSource;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Attribute;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.AttributeValueType;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Attributes;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Policy;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.PolicySet;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Request;
import org.jspecify.annotations.Nullable;
import org.ow2.authzforce.xacml.Xacml3JaxbHelper;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.XMLFilterImpl;

/**
 * Reads documents of XACML 3.0: checks them against the schema and refuses every document type
 * declaration, so that no entity is ever expanded and nothing is fetched. Thread-safe.
 */
final class XacmlReader {
  private static final String XPATH = ":xpathExpression";

  private XacmlReader() {}

  /** Reads a policy or policy set whose rules report themselves, see {@link RuleTrace}. */
  static PolicyDocument tracedPolicy(PolicyText text) throws PolicyException {
    try {
      return policy(text, new RuleTrace(parser()));
    } catch (XacmlException e) {
      throw new PolicyException(text.id(), e);
    }
  }

  /** Reads a policy or policy set as it is. */
  static PolicyDocument policy(PolicyText text) throws PolicyException {
    try {
      return policy(text, parser());
    } catch (XacmlException e) {
      throw new PolicyException(text.id(), e);
    }
  }

  private static PolicyDocument policy(PolicyText text, XMLReader parser) throws XacmlException {
    Look look = new Look(parser);
    return switch (unmarshal(text.xml(), look)) {
      case Policy policy ->
          new PolicyDocument.Single(text.id(), policy, look.reads(), look.prefixes);
      case PolicySet set -> new PolicyDocument.Many(text.id(), set, look.reads(), look.prefixes);
      case Object other -> throw otherRoot(other, "Policy or PolicySet");
    };
  }

  /** Reads a request for a decision. */
  static Request request(String xml) throws XacmlException {
    return switch (unmarshal(xml, parser())) {
      case Request request -> request;
      case Object other -> throw otherRoot(other, "Request");
    };
  }

  /** Looks at the XPaths that a request has as values. */
  static void checkPaths(Request request) throws XacmlException {
    for (Attributes category : request.getAttributes()) {
      for (Attribute attribute : category.getAttributes()) {
        for (AttributeValueType value : attribute.getAttributeValues()) {
          if (value.getDataType().endsWith(XPATH)) {
            checkPath(value);
          }
        }
      }
    }
  }

  private static void checkPath(AttributeValueType value) throws XacmlException {
    StringBuilder xpath = new StringBuilder();
    value.getContent().forEach(xpath::append);
    String problem = PlainXPath.problem(xpath.toString());
    if (!problem.isEmpty()) {
      throw new XacmlException(problem);
    }
  }

  private static XacmlException otherRoot(Object root, String wanted) {
    return new XacmlException(
        "the root is a %s, not a %s".formatted(root.getClass().getSimpleName(), wanted));
  }

  private static Object unmarshal(String xml, XMLReader reader) throws XacmlException {
    InputSource source = new InputSource(new StringReader(xml));
    try {
      return Xacml3JaxbHelper.createXacml3Unmarshaller().unmarshal(new SAXSource(reader, source));
    } catch (JAXBException e) {
      String problem = "not a valid document of XACML 3.0: ";
      throw switch (e.getLinkedException()) {
        case SAXParseException at -> new XacmlException(problem + at.getMessage(), at);
        case null -> new XacmlException(problem + e.getMessage(), e);
        case Throwable cause -> new XacmlException(problem + cause.getMessage(), e);
      };
    }
  }

  private static XMLReader parser() throws XacmlException {
    try {
      SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory.newSAXParser().getXMLReader();
    } catch (ParserConfigurationException | SAXException e) {
      throw new XacmlException("the XML parser of this JVM refuses the secure settings", e);
    }
  }

  /**
   * Remembers, while all passes through, the prefixes of the root and what the policies look at,
   * and refuses XPaths that are not plain.
   */
  private static final class Look extends XMLFilterImpl {
    private final Map<String, String> prefixes = new HashMap<>();
    private final Set<Reads.Reference> attributes = new HashSet<>();
    private final StringBuilder xpath = new StringBuilder();
    private @Nullable Locator locator;
    private boolean isInside;
    private boolean isXPath;
    private boolean hasContent;

    Look(XMLReader parent) {
      super(parent);
    }

    Reads reads() {
      return new Reads(attributes, hasContent);
    }

    /** In XPath a name without a prefix has no name space, whatever the default of the document. */
    @Override
    public void startPrefixMapping(String prefix, String uri) throws SAXException {
      if (!isInside && !prefix.isEmpty()) {
        prefixes.put(prefix, uri);
      }
      super.startPrefixMapping(prefix, uri);
    }

    @Override
    public void startElement(String uri, String local, String name, org.xml.sax.Attributes values)
        throws SAXException {
      isInside = true;
      switch (local) {
        case "AttributeDesignator" ->
            attributes.add(
                new Reads.Reference(
                    value(values, "Category"),
                    value(values, "AttributeId"),
                    value(values, "DataType")));
        case "AttributeSelector" -> {
          hasContent = true;
          check(value(values, "Path"));
        }
        case "AttributeValue" -> {
          isXPath = value(values, "DataType").endsWith(XPATH);
          hasContent |= isXPath;
        }
        default -> {}
      }
      super.startElement(uri, local, name, values);
    }

    @Override
    public void characters(char[] characters, int from, int length) throws SAXException {
      if (isXPath) {
        xpath.append(characters, from, length);
      }
      super.characters(characters, from, length);
    }

    @Override
    public void endElement(String uri, String local, String name) throws SAXException {
      if (isXPath) {
        isXPath = false;
        check(xpath.toString());
        xpath.setLength(0);
      }
      super.endElement(uri, local, name);
    }

    @Override
    public void setDocumentLocator(Locator found) {
      locator = found;
      super.setDocumentLocator(found);
    }

    private void check(String path) throws SAXException {
      String problem = PlainXPath.problem(path);
      if (!problem.isEmpty()) {
        throw new SAXParseException(problem, locator);
      }
    }

    /** What is missing is refused by the schema. */
    private static String value(org.xml.sax.Attributes values, String name) {
      String value = values.getValue(name);
      return value == null ? "" : value;
    }
  }
}
