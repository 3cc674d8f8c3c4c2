/**
 * Puts the settings of all sources into ConfigAdmin, follows {@code buntime.jsonc} and takes edits
 * of the web console.
 */
@NullMarked
package dev.buntime.config.internal;

import org.jspecify.annotations.NullMarked;
