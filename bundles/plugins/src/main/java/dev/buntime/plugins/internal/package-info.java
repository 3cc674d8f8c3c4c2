/** The plugins: in which order they stand, how their hooks are called, and how they are. */
@NullMarked
package dev.buntime.plugins.internal;

import org.jspecify.annotations.NullMarked;
