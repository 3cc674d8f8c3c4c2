package dev.buntime.management.internal;

import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Tells the launcher why the runner does not get ready. The launcher asks the service with the
 * property {@code buntime.obstacles=true} when its patience is at its end.
 */
@Component(service = Supplier.class, property = "buntime.obstacles:Boolean=true")
public final class StartObstacles implements Supplier<String> {
  private final ServiceComponentRuntime components;

  /** Made by Declarative Services. */
  @Activate
  public StartObstacles(@Reference ServiceComponentRuntime components) {
    this.components = components;
  }

  /** Which components do not run and why, without full stop; empty if all run. */
  @Override
  public String get() {
    return String.join("; ", ComponentProblems.of(components));
  }
}
