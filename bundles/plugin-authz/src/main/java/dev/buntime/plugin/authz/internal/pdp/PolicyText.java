package dev.buntime.plugin.authz.internal.pdp;

/**
 * A document with a {@code Policy} or {@code PolicySet} of XACML 3.0.
 *
 * @param id what messages call it, such as the name of a file; not the PolicyId
 * @param xml the document
 */
public record PolicyText(String id, String xml) {}
