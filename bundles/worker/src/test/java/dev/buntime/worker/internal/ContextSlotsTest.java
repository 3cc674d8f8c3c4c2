package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;
import org.osgi.service.servlet.context.ServletContextHelper;

public final class ContextSlotsTest {
  private final Fakes.Registry registry = new Fakes.Registry();
  private final ContextSlots slots = new ContextSlots(registry.context());
  private final Fakes.TestBundle first = new Fakes.TestBundle().file("a/one.txt", "1");
  private final Fakes.TestBundle second = new Fakes.TestBundle().file("b/two.txt", "2");

  @Test
  public void take_registersAContextForTheWorker() {
    ContextSlots.Slot slot = slots.take(first.get());

    assertThat(slot.id()).isEqualTo("w1");
    assertThat(registry.all).hasSize(1);
    assertThat(registry.all.getFirst().service).isInstanceOf(ServletContextHelper.class);
    assertThat(registry.all.getFirst().properties())
        .isEqualTo(
            Map.of(
                "dev.buntime.slot", "w1",
                "dev.buntime.context", "default",
                "osgi.http.whiteboard.context.name", "w.1",
                "osgi.http.whiteboard.context.path", slot.path()));
  }

  @Test
  public void take_whenOneIsFree_reusesItWithAnotherNameAndPath() {
    ContextSlots.Slot before = slots.take(first.get());
    String pathBefore = before.path();
    before.release();

    ContextSlots.Slot after = slots.take(second.get());

    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.path()).isNotEqualTo(pathBefore);
    assertThat(registry.all).as("registered once").hasSize(1);
    List<Map<String, Object>> history = registry.all.getFirst().history;
    assertThat(history).hasSize(2);
    assertThat(history.get(1)).containsEntry("osgi.http.whiteboard.context.path", after.path());
    assertThat(history.get(1).get("osgi.http.whiteboard.context.name"))
        .isNotEqualTo(history.get(0).get("osgi.http.whiteboard.context.name"));
  }

  @Test
  public void take_whenNoneIsFree_makesAnother() {
    ContextSlots.Slot one = slots.take(first.get());
    ContextSlots.Slot other = slots.take(second.get());

    assertThat(List.of(one.id(), other.id())).containsExactly("w1", "w2");
    assertThat(registry.all).hasSize(2);
  }

  @Test
  public void path_isNeverUsedTwice() {
    Set<String> paths = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ContextSlots.Slot slot = slots.take(first.get());
      assertThat(paths.add(slot.path())).isTrue();
      assertThat(slot.path()).matches("/\\.w/\\d+");
      if (i % 3 != 0) {
        slot.release();
      }
    }
    assertThat(registry.all).hasSize(34);
  }

  @Test
  public void helper_readsFromTheBundleThatHoldsTheSlot() {
    ContextSlots.Slot slot = slots.take(first.get());
    ServletContextHelper helper = helper();

    assertThat(helper.getResource("/a/one.txt")).hasToString("bundle://1/a/one.txt");
    assertThat(helper.getResource("a/one.txt")).isNotNull();
    assertThat(helper.getResource("/b/two.txt")).isNull();
    assertThat(helper.getResourcePaths("/a/")).containsExactly("/a/one.txt");
    assertThat(helper.getResourcePaths("/missing/")).isEmpty();

    slot.release();
    assertThat(helper.getResource("/a/one.txt")).as("nobody's").isNull();
    assertThat(helper.getResourcePaths("/a/")).isEmpty();

    slots.take(second.get());
    assertThat(helper.getResource("/b/two.txt")).isNotNull();
    assertThat(helper.getResource("/a/one.txt")).isNull();
  }

  private ServletContextHelper helper() {
    return (ServletContextHelper) registry.all.getFirst().service;
  }
}
