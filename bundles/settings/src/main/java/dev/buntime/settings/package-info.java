/**
 * The settings of a runner: which keys there are, what each may be, and which source of a value
 * wins.
 *
 * <p>A value comes from the first of these that has one: command line, environment, web console,
 * {@code buntime.jsonc}, default. {@link dev.buntime.settings.RunnerSettings#resolve} puts them
 * together and knows of each value where it comes from. Whoever reads settings does it with this
 * library, so that the launcher and the room {@code config} cannot disagree: it is a plain library
 * for the one and a bundle for the other. {@link dev.buntime.settings.Key} is the one table of what
 * there is.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.settings;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
