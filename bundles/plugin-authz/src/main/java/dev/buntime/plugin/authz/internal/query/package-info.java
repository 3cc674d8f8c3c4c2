/** What is known of a request, and the attributes that policies want of it. */
@NullMarked
package dev.buntime.plugin.authz.internal.query;

import org.jspecify.annotations.NullMarked;
