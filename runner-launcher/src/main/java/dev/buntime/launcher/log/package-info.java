/**
 * What the launcher adds to Logback: whose a line is, limits, masks, formats, and the newest lines.
 */
@NullMarked
package dev.buntime.launcher.log;

import org.jspecify.annotations.NullMarked;
