/** The one catalog of this runner. */
@NullMarked
package dev.buntime.catalog.internal;

import org.jspecify.annotations.NullMarked;
