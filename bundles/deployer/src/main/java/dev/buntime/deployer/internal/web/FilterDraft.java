package dev.buntime.deployer.internal.web;

import dev.buntime.catalog.WebDescriptor;
import org.jspecify.annotations.Nullable;

/** A filter while the descriptor is put together. */
final class FilterDraft {
  final String name;
  final String origin;
  final Params params;
  @Nullable String className;
  @Nullable Boolean async;

  FilterDraft(String name, String origin, Params params) {
    this.name = name;
    this.origin = origin;
    this.params = params;
  }

  WebDescriptor.Filter finish(String type) {
    return new WebDescriptor.Filter(
        name, type, params.values(), Boolean.TRUE.equals(async), origin);
  }
}
