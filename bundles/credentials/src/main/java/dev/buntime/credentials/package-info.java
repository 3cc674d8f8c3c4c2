/**
 * The admin's password, as a file that holds only its salted slow hash, what slows down whoever
 * guesses passwords, and what tells secrets from what may be shown.
 *
 * <p>Depends on nothing but the JDK, so that the launcher uses it as a plain library and the
 * management bundle as a bundle.
 */
@Export
@Version("1.3.0")
@NullMarked
package dev.buntime.credentials;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
