/**
 * The decision point: policies of XACML 3.0 in, verdicts out. The only package that knows the
 * engine.
 */
@NullMarked
package dev.buntime.plugin.authz.internal.pdp;

import org.jspecify.annotations.NullMarked;
