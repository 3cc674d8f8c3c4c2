/** Reads repositories, resolves against them, and fetches and keeps what was chosen. */
@NullMarked
package dev.buntime.repositories.internal;

import org.jspecify.annotations.NullMarked;
