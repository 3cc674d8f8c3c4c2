/** A plugin that sets header fields. */
@NullMarked
package dev.buntime.samples.headers;

import org.jspecify.annotations.NullMarked;
