/** Policies and decisions over HTTP. */
@NullMarked
package dev.buntime.plugin.authz.internal.admin;

import org.jspecify.annotations.NullMarked;
