/** Code of apps, good and bad; the tests pack it into bundles. */
@NullMarked
package dev.buntime.sandbox.internal.guard.app;

import org.jspecify.annotations.NullMarked;
