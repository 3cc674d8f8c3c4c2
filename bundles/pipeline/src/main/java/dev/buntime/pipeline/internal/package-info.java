/**
 * The way of a request: from the HTTP connector over the router and the pool to the worker that
 * answers it, and back.
 */
@NullMarked
package dev.buntime.pipeline.internal;

import org.jspecify.annotations.NullMarked;
