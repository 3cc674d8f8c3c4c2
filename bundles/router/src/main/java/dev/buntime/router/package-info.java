/**
 * Which app version a request path selects.
 *
 * <p>For the runner's own bundles: the pipeline asks the router, the router reads the catalog.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.router;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
