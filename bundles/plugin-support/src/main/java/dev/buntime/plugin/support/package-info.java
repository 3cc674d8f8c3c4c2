/** What several plugins need: each carries a copy inside. */
@NullMarked
package dev.buntime.plugin.support;

import org.jspecify.annotations.NullMarked;
