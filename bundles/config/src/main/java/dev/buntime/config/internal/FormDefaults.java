package dev.buntime.config.internal;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * What a form of the web console has in fields that nobody touched: it saves the defaults of their
 * descriptions as well, and such a value is no edit. Thread-safe.
 */
final class FormDefaults {
  private final Supplier<Bundle[]> bundles;
  private final MetaTypeService descriptions;

  /**
   * @param bundles those that may describe configurations
   */
  FormDefaults(Supplier<Bundle[]> bundles, MetaTypeService descriptions) {
    this.bundles = bundles;
    this.descriptions = descriptions;
  }

  /**
   * Whether a value is what the form of its description begins with.
   *
   * @param value in few types
   */
  boolean has(String pid, String name, Object value) {
    return attribute(pid, name).filter(found -> isDefault(found, value)).isPresent();
  }

  private static boolean isDefault(AttributeDefinition attribute, Object value) {
    String @Nullable [] defaults = attribute.getDefaultValue();
    List<String> texts =
        defaults == null
            ? List.of()
            : Arrays.stream(defaults).filter(each -> !each.isEmpty()).toList();
    return switch (value) {
      case List<?> list -> list.stream().map(String::valueOf).toList().equals(texts);
      case String text -> text.isEmpty() ? texts.isEmpty() : texts.equals(List.of(text));
      case Boolean isTrue -> texts.isEmpty() ? !isTrue : texts.equals(List.of(isTrue.toString()));
      case Number number -> texts.size() == 1 && isSame(number, texts.getFirst());
      case Object _ -> false;
    };
  }

  private static boolean isSame(Number number, String text) {
    try {
      return new BigDecimal(number.toString()).compareTo(new BigDecimal(text)) == 0;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private Optional<AttributeDefinition> attribute(String pid, String name) {
    return Arrays.stream(bundles.get())
        .map(descriptions::getMetaTypeInformation)
        .flatMap(information -> Stream.ofNullable(definition(information, pid)))
        .flatMap(
            definition -> Stream.of(definition.getAttributeDefinitions(ObjectClassDefinition.ALL)))
        .filter(attribute -> attribute.getID().equals(name))
        .findFirst();
  }

  private static @Nullable ObjectClassDefinition definition(
      @Nullable MetaTypeInformation information, String pid) {
    return information != null && Arrays.asList(information.getPids()).contains(pid)
        ? information.getObjectClassDefinition(pid, null)
        : null;
  }
}
