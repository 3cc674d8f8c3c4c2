package dev.buntime.config.internal;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Descriptions of some configurations, which each bundle seems to have. */
final class FakeMetatypes {
  private static final Map<String, List<Attribute>> DESCRIBED =
      Map.of(
          "plugin-a",
          List.of(
              Attribute.text("text", "x"),
              Attribute.number("number", "5", Long.MIN_VALUE, Long.MAX_VALUE),
              new Attribute("list", AttributeDefinition.STRING, 10, List.of("a", "b"), "", "", ""),
              new Attribute("yes", AttributeDefinition.BOOLEAN, 0, List.of("true"), "", "", ""),
              Attribute.text("nothing"),
              new Attribute("code", AttributeDefinition.PASSWORD, 0, List.of(), "", "", "")),
          "dev.buntime.worker.pool",
          List.of(Attribute.number("queue.timeout.millis", "10000", 0, 600_000)),
          "dev.buntime.plugins",
          List.of(Attribute.number("hook.threads", "64", 1, 10_000)),
          "dev.buntime.sandbox.census",
          List.of(Attribute.number("gc.age.seconds", "30", 0, 86_400)));

  private FakeMetatypes() {}

  /** The service that knows them. */
  static MetaTypeService service() {
    return proxy(MetaTypeService.class, (method, arguments) -> information());
  }

  private static MetaTypeInformation information() {
    return proxy(
        MetaTypeInformation.class,
        (method, arguments) ->
            switch (method) {
              case "getPids" -> DESCRIBED.keySet().toArray(String[]::new);
              case "getFactoryPids" -> new String[] {"plugin-a"};
              case "getObjectClassDefinition" ->
                  definition(Objects.requireNonNull(DESCRIBED.get(arguments[0])));
              default -> throw new UnsupportedOperationException(method);
            });
  }

  /** What describes nothing. */
  static MetaTypeInformation none() {
    return proxy(MetaTypeInformation.class, (method, arguments) -> new String[0]);
  }

  /** What describes a configuration as another one is. */
  static MetaTypeInformation renamed(String from, String to) {
    return proxy(
        MetaTypeInformation.class,
        (method, arguments) ->
            switch (method) {
              case "getPids" -> new String[] {to};
              case "getFactoryPids" -> new String[0];
              default -> definition(Objects.requireNonNull(DESCRIBED.get(from)));
            });
  }

  private static ObjectClassDefinition definition(List<Attribute> attributes) {
    return proxy(
        ObjectClassDefinition.class,
        (method, none) -> attributes.toArray(AttributeDefinition[]::new));
  }

  static <T> T proxy(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            FakeMetatypes.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                answers.answer(method.getName(), arguments == null ? new Object[0] : arguments)));
  }

  /** Answers the calls of a proxy. */
  @FunctionalInterface
  interface Answers {
    Object answer(String method, Object[] arguments);
  }

  /**
   * A described property.
   *
   * @param least the least number; empty if any is allowed
   * @param most the greatest number; empty if any is allowed
   */
  record Attribute(
      String id,
      int type,
      int cardinality,
      List<String> defaults,
      String least,
      String most,
      String description)
      implements AttributeDefinition {

    static Attribute text(String id, String... defaults) {
      return new Attribute(id, STRING, 0, List.of(defaults), "", "", "");
    }

    static Attribute number(String id, String standard, long least, long most) {
      return new Attribute(
          id,
          LONG,
          0,
          List.of(standard),
          Long.toString(least),
          Long.toString(most),
          "Some number, %d to %d.".formatted(least, most));
    }

    @Override
    public String getName() {
      return id;
    }

    @Override
    public String getID() {
      return id;
    }

    @Override
    public String getDescription() {
      return description;
    }

    @Override
    public int getCardinality() {
      return cardinality;
    }

    @Override
    public int getType() {
      return type;
    }

    @Override
    public String @Nullable [] getOptionValues() {
      return null;
    }

    @Override
    public String @Nullable [] getOptionLabels() {
      return null;
    }

    @Override
    public String validate(String value) {
      if (type != LONG) {
        return "";
      }
      try {
        return Arrays.stream(value.split(",", -1)).mapToLong(Long::parseLong).allMatch(this::isIn)
            ? ""
            : "%out of range";
      } catch (NumberFormatException _) {
        return "%invalid value";
      }
    }

    private boolean isIn(long number) {
      return (least.isEmpty() || number >= Long.parseLong(least))
          && (most.isEmpty() || number <= Long.parseLong(most));
    }

    @Override
    public String[] getDefaultValue() {
      return defaults.toArray(String[]::new);
    }
  }
}
