/**
 * Bundles that an app needs and does not bring.
 *
 * <p>For the runner's own bundles.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.repositories;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
