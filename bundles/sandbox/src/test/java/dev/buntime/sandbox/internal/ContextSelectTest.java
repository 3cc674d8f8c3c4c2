package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** What an app selects, and which of its contexts it gets. */
@RunWith(Parameterized.class)
public class ContextSelectTest {
  private static final String NAME = "osgi.http.whiteboard.context.name";

  private final String selected;
  private final List<String> expected;

  public ContextSelectTest(String name, String selected, List<String> expected) {
    this.selected = selected;
    this.expected = expected;
  }

  @Parameters(name = "{0}: {1} -> {2}")
  public static List<Object[]> cases() {
    return List.of(
        of("absent", "", "default"),
        of("blank", "  ", "default"),
        of("the default by name", "default", "default"),
        of("a name", "admin", "admin"),
        of("an unknown name", "nothing"),
        of("a filter", "(" + NAME + "=admin)", "admin"),
        of("a filter with blanks around", " (" + NAME + "=admin) ", "admin"),
        of("all", "(" + NAME + "=*)", "default", "admin"),
        of("a wildcard", "(" + NAME + "=ad*)", "admin"),
        of("either", "(|(" + NAME + "=admin)(" + NAME + "=default))", "default", "admin"),
        of("both", "(&(" + NAME + "=admin)(" + NAME + "=default))"),
        of("not", "(!(" + NAME + "=admin))", "default"),
        of("nested", "(&(" + NAME + "=*)(!(|(" + NAME + "=default)(" + NAME + "=x))))", "admin"),
        of("a filter in another case", "(OSGI.http.Whiteboard.context.NAME=admin)", "admin"),
        of("another property", "(area=back)", "admin"),
        of("by path", "(osgi.http.whiteboard.context.path=/admin)", "admin"));
  }

  private static Object[] of(String name, String selected, String... expected) {
    return new Object[] {name, selected, List.of(expected)};
  }

  @Test
  public void of_matchesTheContextsThatTheAppMeans() {
    String filter = ContextSelect.of("w1", selected);

    assertThat(
            List.of("default", "admin").stream()
                .filter(name -> Fakes.matches(filter, context("w1", name))))
        .containsExactlyElementsOf(expected);
  }

  @Test
  public void of_neverMatchesAnotherSlotOrThePlatform() {
    String filter = ContextSelect.of("w1", selected);

    for (String name : List.of("default", "admin")) {
      assertThat(Fakes.matches(filter, context("w10", name))).isFalse();
      assertThat(Fakes.matches(filter, Map.of(NAME, name, "area", "back"))).isFalse();
    }
  }

  private static Map<String, String> context(String slot, String name) {
    return Map.of(
        "dev.buntime.slot",
        slot,
        "dev.buntime.context",
        name,
        NAME,
        slot + "." + name,
        "osgi.http.whiteboard.context.path",
        "/" + name,
        "area",
        name.equals("admin") ? "back" : "front");
  }
}
