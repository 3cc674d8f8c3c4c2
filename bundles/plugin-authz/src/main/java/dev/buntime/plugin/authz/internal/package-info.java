/** The plugin that decides who may do what. */
@NullMarked
package dev.buntime.plugin.authz.internal;

import org.jspecify.annotations.NullMarked;
