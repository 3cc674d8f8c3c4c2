/** API keys: made by an admin, kept as hashes. */
@NullMarked
package dev.buntime.plugin.authn.internal.keys;

import org.jspecify.annotations.NullMarked;
