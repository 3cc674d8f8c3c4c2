/** The commands that talk to a runner over its HTTP API; they need nothing else of it. */
@NullMarked
package dev.buntime.launcher.client;

import org.jspecify.annotations.NullMarked;
