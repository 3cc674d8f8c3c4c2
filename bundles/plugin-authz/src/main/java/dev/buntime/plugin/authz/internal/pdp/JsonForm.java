package dev.buntime.plugin.authz.internal.pdp;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Content;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** What requests and responses of the JSON Profile of XACML 3.0 have in common. */
final class JsonForm {
  /** Strict: no name twice, nothing behind the end, numbers as they are written. */
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final String ONE = "urn:oasis:names:tc:xacml:1.0:subject-category:";
  private static final String THREE = "urn:oasis:names:tc:xacml:3.0:attribute-category:";

  /** Categories by their short names (section 4.2.2.2). */
  static final Map<String, String> CATEGORIES =
      Map.of(
          "Resource", THREE + "resource",
          "Action", THREE + "action",
          "Environment", THREE + "environment",
          "AccessSubject", ONE + "access-subject",
          "RecipientSubject", ONE + "recipient-subject",
          "IntermediarySubject", ONE + "intermediary-subject",
          "Codebase", ONE + "codebase",
          "RequestingMachine", ONE + "requesting-machine");

  private static final Map<String, String> TYPES = types();

  private JsonForm() {}

  /** Types by their short names (section 3.3.1). */
  private static Map<String, String> types() {
    Map<String, String> types = new HashMap<>();
    for (String name :
        List.of(
            "string",
            "boolean",
            "integer",
            "double",
            "time",
            "date",
            "dateTime",
            "dayTimeDuration",
            "yearMonthDuration",
            "anyURI",
            "hexBinary",
            "base64Binary")) {
      types.put(name, "http://www.w3.org/2001/XMLSchema#" + name);
    }
    types.put("rfc822Name", "urn:oasis:names:tc:xacml:1.0:data-type:rfc822Name");
    types.put("x500Name", "urn:oasis:names:tc:xacml:1.0:data-type:x500Name");
    types.put("ipAddress", "urn:oasis:names:tc:xacml:2.0:data-type:ipAddress");
    types.put("dnsName", "urn:oasis:names:tc:xacml:2.0:data-type:dnsName");
    types.put("xpathExpression", "urn:oasis:names:tc:xacml:3.0:data-type:xpathExpression");
    return Map.copyOf(types);
  }

  /** The URI of a type that is written in full or short. */
  static String type(String name) {
    return TYPES.getOrDefault(name, name);
  }

  /** What is in an array; what is none is one itself. */
  static Iterable<JsonNode> items(JsonNode node) {
    return node.isArray() ? node : List.of(node);
  }

  /** The content of a category: XML as it is, or in Base64. */
  static Content content(JsonObject category, String text) throws XacmlException {
    try {
      String xml = text.stripLeading().startsWith("<") ? text : decoded(text);
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new Strict());
      Element root = builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
      return new Content(List.of((java.io.Serializable) root));
    } catch (IllegalArgumentException | SAXException e) {
      throw category.wrong("Content is neither XML nor XML in Base64: " + e.getMessage());
    } catch (ParserConfigurationException | IOException e) {
      throw new XacmlException("the XML parser of this JVM refuses the secure settings", e);
    }
  }

  private static String decoded(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }

  /** Throws errors, and prints none. */
  private static final class Strict extends DefaultHandler {
    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}
