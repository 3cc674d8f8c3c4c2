/** Checks an archive that strangers may have made before anything else looks into it. */
@NullMarked
package dev.buntime.deployer.internal.archives;

import org.jspecify.annotations.NullMarked;
