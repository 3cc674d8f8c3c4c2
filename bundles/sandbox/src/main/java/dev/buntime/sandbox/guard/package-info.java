/**
 * What is called by the code that the guard weaves into classes of apps.
 *
 * <p>The only package of this bundle that apps are wired to; nothing in it is meant to be called
 * from source code.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.sandbox.guard;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
