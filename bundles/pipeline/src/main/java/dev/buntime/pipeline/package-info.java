/**
 * What the rest of the runner may ask of the way of a request.
 *
 * <p>For the runner's own bundles.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.pipeline;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
