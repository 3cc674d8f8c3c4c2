/** What policies can ask about: the names and types of the attributes of a request. */
@NullMarked
package dev.buntime.plugin.authz.internal.attributes;

import org.jspecify.annotations.NullMarked;
