/**
 * How apps and their versions are named: an app name, a semantic version, a range of versions.
 *
 * <p>For the runner's own bundles. Knows nothing of what is deployed.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.versions;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
