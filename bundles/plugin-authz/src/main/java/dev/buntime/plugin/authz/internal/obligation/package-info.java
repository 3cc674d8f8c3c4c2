/** What comes with a decision and must be carried out, or nobody gets in. */
@NullMarked
package dev.buntime.plugin.authz.internal.obligation;

import org.jspecify.annotations.NullMarked;
