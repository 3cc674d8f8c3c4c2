/**
 * Which app versions exist, in which state, and why not.
 *
 * <p>For the runner's own bundles: the deployer writes the catalog, the router and the workers read
 * it.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.catalog;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
