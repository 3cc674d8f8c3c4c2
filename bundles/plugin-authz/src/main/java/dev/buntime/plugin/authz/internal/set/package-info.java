/** All policies together: how they are combined, and what they decide. */
@NullMarked
package dev.buntime.plugin.authz.internal.set;

import org.jspecify.annotations.NullMarked;
