/** Turns what lies in the apps folder into deployed bundles. */
@NullMarked
package dev.buntime.deployer.internal;

import org.jspecify.annotations.NullMarked;
