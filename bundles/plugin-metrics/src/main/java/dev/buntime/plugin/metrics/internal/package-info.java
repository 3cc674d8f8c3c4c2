/** Meters for Prometheus. */
@NullMarked
package dev.buntime.plugin.metrics.internal;

import org.jspecify.annotations.NullMarked;
