package dev.buntime.deployer.internal.forms;

import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;

/** Refers to packages of the platform. */
final class ReferringClass {
  private ReferringClass() {}

  static Document make() throws Exception {
    return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().newDocument();
  }
}
