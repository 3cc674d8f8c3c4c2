/** Counts the class loaders that should be gone, and finds out what holds one that is not. */
@NullMarked
package dev.buntime.sandbox.internal.census;

import org.jspecify.annotations.NullMarked;
