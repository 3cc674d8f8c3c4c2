/**
 * The plugins that requests pass, as the rest of the runner sees them.
 *
 * <p>For the runner's own bundles: the pipeline takes each request through the plugins and knows
 * nothing of how they are called.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.plugins;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
