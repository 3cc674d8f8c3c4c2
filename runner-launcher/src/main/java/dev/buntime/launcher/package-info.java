/**
 * The program that starts and stops a runner; it knows the OSGi core and none of the runner's
 * bundles.
 */
@NullMarked
package dev.buntime.launcher;

import org.jspecify.annotations.NullMarked;
