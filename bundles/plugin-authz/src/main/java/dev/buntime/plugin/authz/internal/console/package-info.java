/** The page of policies in the web console. */
@NullMarked
package dev.buntime.plugin.authz.internal.console;

import org.jspecify.annotations.NullMarked;
