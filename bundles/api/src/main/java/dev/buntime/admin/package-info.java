/**
 * What operators may have a running Buntime do. Its services are called by the management plane;
 * apps do not see them.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.admin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
