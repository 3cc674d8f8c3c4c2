/**
 * What extends the way of a request.
 *
 * <p>A plugin is an OSGi service of the type {@link dev.buntime.plugin.Plugin} with a {@linkplain
 * dev.buntime.plugin.PluginName name}. It sees each request before an app does and each answer
 * before it is sent. Everything that a plugin author needs is here; nothing of it is bound to a
 * server or to a servlet API.
 */
@Export
@Version("1.0.0")
@NullMarked
package dev.buntime.plugin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
