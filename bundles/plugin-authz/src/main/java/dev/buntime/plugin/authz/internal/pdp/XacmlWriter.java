package dev.buntime.plugin.authz.internal.pdp;

import jakarta.xml.bind.JAXBException;
import java.io.StringWriter;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Response;
import org.ow2.authzforce.xacml.Xacml3JaxbHelper;

/** Writes responses of XACML 3.0 as XML. */
final class XacmlWriter {
  private XacmlWriter() {}

  /**
   * Writes one response.
   *
   * @throws IllegalStateException if it is against the schema, which the engine prevents
   */
  static String write(Response response) {
    StringWriter text = new StringWriter();
    try {
      Xacml3JaxbHelper.createXacml3Marshaller().marshal(response, text);
    } catch (JAXBException e) {
      throw new IllegalStateException("a response of the engine cannot be written", e);
    }
    return text.toString();
  }
}
