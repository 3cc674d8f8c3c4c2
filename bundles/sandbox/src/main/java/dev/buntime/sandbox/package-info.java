/**
 * Keeps what an app offers to itself and lends its whiteboard services to its own servlet context.
 *
 * <p>For the runner's own bundles.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.sandbox;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
