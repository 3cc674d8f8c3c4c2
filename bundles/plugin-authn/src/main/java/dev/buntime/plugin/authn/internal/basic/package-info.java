/** Users of the configuration, who log in with a password. */
@NullMarked
package dev.buntime.plugin.authn.internal.basic;

import org.jspecify.annotations.NullMarked;
