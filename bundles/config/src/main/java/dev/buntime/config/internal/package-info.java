/** Reads {@code buntime.jsonc} and puts it, with the settings of the platform, into ConfigAdmin. */
@NullMarked
package dev.buntime.config.internal;

import org.jspecify.annotations.NullMarked;
