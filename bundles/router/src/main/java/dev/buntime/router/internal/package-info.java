/** The routing table in force and how a path is looked up in it. */
@NullMarked
package dev.buntime.router.internal;

import org.jspecify.annotations.NullMarked;
