/** A WebSocket that says again what it hears. */
@NullMarked
package dev.buntime.apps.echo;

import org.jspecify.annotations.NullMarked;
