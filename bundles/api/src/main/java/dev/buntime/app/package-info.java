/**
 * What an app may use of the runner. An app needs none of it.
 *
 * <p>An app that implements an interface of this package registers it as an OSGi service; nobody
 * but its own worker sees it.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.app;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
