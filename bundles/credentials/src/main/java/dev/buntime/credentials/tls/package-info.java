/**
 * The server's certificate and private key for TLS, as operators have them in files.
 *
 * <p>Depends on nothing but the JDK, so that the launcher uses it as a plain library and the
 * pipeline as a bundle.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.credentials.tls;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
