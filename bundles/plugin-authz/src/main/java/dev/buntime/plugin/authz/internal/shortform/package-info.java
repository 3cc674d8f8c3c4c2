/** The short form of policies: read, checked, and translated to XACML 3.0. */
@NullMarked
package dev.buntime.plugin.authz.internal.shortform;

import org.jspecify.annotations.NullMarked;
