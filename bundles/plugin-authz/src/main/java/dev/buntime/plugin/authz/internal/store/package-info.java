/** The policies as they are kept: all of them at once, with every version that there was. */
@NullMarked
package dev.buntime.plugin.authz.internal.store;

import org.jspecify.annotations.NullMarked;
