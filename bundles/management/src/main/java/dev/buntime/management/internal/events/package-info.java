/**
 * The stream of events at {@code /_/sse}: who listens, what they are sent, and what is kept for
 * those who come back.
 */
@NullMarked
package dev.buntime.management.internal.events;

import org.jspecify.annotations.NullMarked;
