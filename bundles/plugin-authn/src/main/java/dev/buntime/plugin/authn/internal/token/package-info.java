/** Tokens that an identity provider or somebody with a key has signed, and whether they hold. */
@NullMarked
package dev.buntime.plugin.authn.internal.token;

import org.jspecify.annotations.NullMarked;
