/**
 * What a running Buntime tells about itself, and the errors that its clients see.
 *
 * <p>Services of this package are read-only: they return snapshots that never change afterwards.
 */
@Export
@Version("1.2.0")
@NullMarked
package dev.buntime.runtime;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
