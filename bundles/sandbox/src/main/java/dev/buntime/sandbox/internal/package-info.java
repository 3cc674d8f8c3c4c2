/** OSGi hooks that draw the walls around app bundles, and the doors in them. */
@NullMarked
package dev.buntime.sandbox.internal;

import org.jspecify.annotations.NullMarked;
