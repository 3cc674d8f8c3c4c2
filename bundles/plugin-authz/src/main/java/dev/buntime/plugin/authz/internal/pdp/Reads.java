package dev.buntime.plugin.authz.internal.pdp;

import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.attributes.Category;
import dev.buntime.plugin.authz.internal.attributes.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a set of policies may look at: two requests that agree in it get the same verdict.
 *
 * @param attributes that are named
 * @param content whether XPaths look into the content of categories
 */
public record Reads(Set<Reference> attributes, boolean content) {
  /** Makes it immutable. */
  public Reads {
    attributes = Set.copyOf(attributes);
  }

  /**
   * An attribute that a policy names. Not all of them are of the {@code attributes} package.
   *
   * @param category a URI
   * @param id a URI
   * @param type a URI
   */
  public record Reference(String category, String id, String type) {
    /** The same attribute. */
    public static Reference of(Attribute attribute) {
      return new Reference(attribute.category().id(), attribute.id(), attribute.type().id());
    }

    /** The same attribute, if requests of the runner can have it. */
    public Optional<Attribute> attribute() {
      Optional<Type> known =
          Arrays.stream(Type.values()).filter(each -> each.id().equals(type)).findFirst();
      return Arrays.stream(Category.values())
          .filter(each -> each.id().equals(category))
          .findFirst()
          .flatMap(found -> known.map(kind -> new Attribute(found, id, kind)));
    }
  }

  /** Whether an attribute is named. */
  public boolean names(Attribute attribute) {
    return attributes.contains(Reference.of(attribute));
  }

  static Reads all(Collection<Reads> all) {
    return new Reads(
        all.stream().flatMap(reads -> reads.attributes().stream()).collect(Collectors.toSet()),
        all.stream().anyMatch(Reads::content));
  }
}
