/** Who makes a request: the plugin, its options and the order in which credentials are tried. */
@NullMarked
package dev.buntime.plugin.authn.internal;

import org.jspecify.annotations.NullMarked;
