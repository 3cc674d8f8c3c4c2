package dev.buntime.config.internal;

import dev.buntime.jsonc.JsoncException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** What bundles say of the configurations that they read (OSGi Metatype Service). Thread-safe. */
final class Descriptions {
  private final Supplier<Bundle[]> bundles;
  private final MetaTypeService metatypes;

  /**
   * @param bundles those that may describe configurations, the runner's own before those of others
   */
  Descriptions(Supplier<Bundle[]> bundles, MetaTypeService metatypes) {
    this.bundles = bundles;
    this.metatypes = metatypes;
  }

  /**
   * Whether a value is what the form of its description begins with.
   *
   * @param value in few types
   */
  boolean isDefault(String pid, String name, Object value) {
    return definitions(pid)
        .flatMap(Descriptions::attributes)
        .filter(attribute -> attribute.getID().equals(name))
        .findFirst()
        .filter(found -> FormDefaults.isDefault(found, value))
        .isPresent();
  }

  /**
   * Reads a value as its description says; one of a configuration that nobody describes is as it
   * is.
   *
   * @param value in few types
   * @return the value as it is kept
   * @throws JsoncException if the value is not allowed, or no such property is described; its
   *     {@link JsoncException#problem} says why
   */
  Object read(String pid, String name, Object value) throws JsoncException {
    Optional<ObjectClassDefinition> definition = definitions(pid).findFirst();
    if (definition.isEmpty()) {
      return value;
    }
    Optional<AttributeDefinition> attribute =
        attributes(definition.get())
            .filter(each -> each.getID().equalsIgnoreCase(name))
            .findFirst();
    if (attribute.isEmpty()) {
      throw new JsoncException(
          "%s is no property of %s, which has %s".formatted(name, pid, names(definition.get())));
    }
    return DescribedValue.read(attribute.get(), value);
  }

  private static String names(ObjectClassDefinition definition) {
    return attributes(definition)
        .map(AttributeDefinition::getID)
        .filter(each -> !each.equals(OriginLines.PROPERTY))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static Stream<AttributeDefinition> attributes(ObjectClassDefinition definition) {
    AttributeDefinition @Nullable [] all =
        definition.getAttributeDefinitions(ObjectClassDefinition.ALL);
    return all == null ? Stream.empty() : Stream.of(all);
  }

  private Stream<ObjectClassDefinition> definitions(String pid) {
    return Arrays.stream(bundles.get())
        .map(metatypes::getMetaTypeInformation)
        .flatMap(information -> Stream.ofNullable(definition(information, pid)));
  }

  private static @Nullable ObjectClassDefinition definition(
      @Nullable MetaTypeInformation information, String pid) {
    return information != null && Arrays.asList(information.getPids()).contains(pid)
        ? information.getObjectClassDefinition(pid, null)
        : null;
  }
}
