package dev.buntime.deployer.internal.archives;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Checks the files that the runner, Declarative Services and others of the platform parse: with a
 * document type they could have the parser read files and URLs of the runner, or fill its memory.
 */
final class XmlCheck {
  private static final String COMPONENTS = "Service-Component";
  private static final String OSGI_FOLDER = "OSGI-INF/";
  private static final Pattern WEB_FOLDER = Pattern.compile("WEB-INF/[^/]*\\.xml");
  private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";
  private static final int MAX_PATTERNS = 64; // bnd writes one or a list without any

  private final Set<String> files = new HashSet<>();
  private final List<Wildcard> patterns = new ArrayList<>();

  /**
   * @param headers of the manifest
   */
  XmlCheck(Attributes headers) throws RefusedArchiveException {
    String value = Objects.requireNonNullElse(headers.getValue(COMPONENTS), "");
    for (String path : value.split("[, ]+")) { // as Declarative Services of Felix does
      add(path);
      for (String clause : path.split("[;\\s]+")) { // as others may, with what follows a path
        if (!clause.equals(path)) {
          add(clause);
        }
      }
    }
  }

  private void add(String written) throws RefusedArchiveException {
    String path = written.strip().replaceFirst("^/+", "");
    if (path.indexOf('*') < 0) {
      files.add(path);
    } else if (patterns.size() < MAX_PATTERNS) {
      patterns.add(Wildcard.of(path));
    } else {
      throw new RefusedArchiveException(
          "header %s has more than %d patterns with a *; list the files"
              .formatted(COMPONENTS, MAX_PATTERNS));
    }
  }

  /** Whether somebody parses an entry as XML. */
  boolean covers(ArchiveEntry entry) {
    String name = entry.name();
    return !entry.isFolder()
        && ((name.startsWith(OSGI_FOLDER) && name.endsWith(".xml"))
            || WEB_FOLDER.matcher(name).matches()
            || files.contains(name)
            || patterns.stream().anyMatch(each -> each.matches(name)));
  }

  /** Refuses a document type, and what is no XML. */
  static void check(ArchiveEntry entry, byte[] content)
      throws IOException, RefusedArchiveException {
    try {
      parsers().newSAXParser().parse(new ByteArrayInputStream(content), new Nothing());
    } catch (SAXParseException e) {
      throw new RefusedArchiveException(
          "entry %s, line %d, is not XML without a document type (DOCTYPE): %s; correct the file"
              .formatted(entry.quoted(), e.getLineNumber(), Quoted.of(said(e))));
    } catch (SAXException e) {
      throw new RefusedArchiveException(
          "entry %s is not XML: %s; correct the file"
              .formatted(entry.quoted(), Quoted.of(said(e))));
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the parser of every Java knows its features", e);
    }
  }

  private static String said(SAXException problem) {
    return String.valueOf(problem.getMessage());
  }

  private static SAXParserFactory parsers() {
    SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
    try {
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature(NO_DOCTYPE, true);
    } catch (ParserConfigurationException | SAXException e) {
      throw new IllegalStateException("the parser of every Java knows its features", e);
    }
    return factory;
  }

  /** Asks for nothing outside, and does not print what is wrong. */
  private static final class Nothing extends DefaultHandler {
    @Override
    public InputSource resolveEntity(String publicId, String systemId) throws SAXException {
      throw new SAXException("it refers to " + systemId);
    }

    @Override
    public void fatalError(SAXParseException problem) throws SAXException {
      throw problem;
    }
  }
}
