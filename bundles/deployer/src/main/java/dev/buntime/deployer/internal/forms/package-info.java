/** Makes OSGi bundles of artifacts that are none. */
@NullMarked
package dev.buntime.deployer.internal.forms;

import org.jspecify.annotations.NullMarked;
