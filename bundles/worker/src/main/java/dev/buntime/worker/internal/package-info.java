/** The pool of workers. */
@NullMarked
package dev.buntime.worker.internal;

import org.jspecify.annotations.NullMarked;
