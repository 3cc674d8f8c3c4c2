/**
 * The log as the runner's bundles see it: whose a line is, how much is logged, and what was logged.
 *
 * <p>The launcher has the log and its classes on its class path. The system bundle exports this
 * package, so that there is one copy of it; no app sees it.
 */
@Export
@Version("1.1.0")
@NullMarked
package dev.buntime.log;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
