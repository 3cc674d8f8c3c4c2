package dev.buntime.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Component property type: the name of a {@link Plugin}.
 *
 * <p>It is the name in the {@code plugins} list of {@code buntime.jsonc}, the PID of the plugin's
 * options in ConfigAdmin, and the first segment of its routes below {@code /_/}.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface PluginName {
  /** Prefix of the service property, see {@link Plugin#NAME}. */
  String PREFIX_ = "buntime.";

  /**
   * Lower-case letters, digits, {@code -}, {@code _} and {@code .}; the first is a letter; at most
   * 64 characters.
   */
  String value();
}
