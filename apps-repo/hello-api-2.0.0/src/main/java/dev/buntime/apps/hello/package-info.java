/** A JSON API of one servlet. */
@NullMarked
package dev.buntime.apps.hello;

import org.jspecify.annotations.NullMarked;
