package dev.buntime.sandbox.internal.guard.app;

/** What a component's class extends. */
public class ServingBase {
  void bound(Object service) {
    Serving.note("bound " + service);
  }
}
