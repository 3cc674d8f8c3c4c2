/** Weaves classes of apps, so that their code can be ended, and ends it. */
@NullMarked
package dev.buntime.sandbox.internal.guard;

import org.jspecify.annotations.NullMarked;
