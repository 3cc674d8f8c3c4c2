package dev.buntime.sandbox.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.StringTokenizer;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The descriptions of a bundle's components (Declarative Services, OSGi Compendium 112.4). They are
 * looked up as Felix SCR does it, those in fragments included, which also passes over what it
 * cannot read.
 *
 * @param bundle a resolved bundle
 */
public record ComponentDescriptions(Bundle bundle) {
  private static final Logger log = LoggerFactory.getLogger(ComponentDescriptions.class);

  private static final String HEADER = "Service-Component";

  /** The files, in the order of the header. */
  public List<URL> files() {
    List<URL> found = new ArrayList<>();
    String header = bundle.getHeaders("").get(HEADER);
    StringTokenizer places = new StringTokenizer(header == null ? "" : header, ", ");
    while (places.hasMoreTokens()) {
      String place = places.nextToken();
      int slash = place.lastIndexOf('/');
      Enumeration<URL> entries =
          bundle.findEntries(
              slash > 0 ? place.substring(0, slash) : "/",
              slash > 0 ? place.substring(slash + 1) : place,
              false);
      if (entries != null) {
        found.addAll(Collections.list(entries));
      }
    }
    return found;
  }

  /** Reads a file, up to the first error in it, which is not thrown. */
  public static void read(URL file, DefaultHandler reader) {
    try (InputStream in = file.openStream()) {
      SAXParserFactory parsers = SAXParserFactory.newDefaultInstance(); // not one of the app
      parsers.setNamespaceAware(true);
      parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      parsers.newSAXParser().parse(in, reader);
    } catch (IOException | SAXException e) {
      log.debug("{} describes no components that can be read", file, e);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK has no secure XML parser", e);
    }
  }
}
