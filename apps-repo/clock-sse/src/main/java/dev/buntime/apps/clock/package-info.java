/** A clock that tells the time to everybody who listens. */
@NullMarked
package dev.buntime.apps.clock;

import org.jspecify.annotations.NullMarked;
