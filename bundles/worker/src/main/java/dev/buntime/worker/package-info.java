/**
 * Live instances of app versions and how a request gets onto one.
 *
 * <p>For the runner's own bundles.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.worker;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
