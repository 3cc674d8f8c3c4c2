package dev.buntime.deployer.internal.web;

import dev.buntime.catalog.WebDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A servlet while the descriptor is put together. */
final class ServletDraft {
  final String name;
  final String origin;
  final Params params;
  final List<String> patterns = new ArrayList<>();
  @Nullable String className;
  @Nullable Boolean async;
  @Nullable Integer loadOnStartup;
  WebDescriptor.@Nullable Multipart multipart;
  boolean enabled = true;

  ServletDraft(String name, String origin, Params params) {
    this.name = name;
    this.origin = origin;
    this.params = params;
  }

  /** Those that ask for it begin first, the lowest number before the others. */
  int order() {
    return loadOnStartup == null || loadOnStartup < 0 ? Integer.MAX_VALUE : loadOnStartup;
  }

  WebDescriptor.Servlet finish(String type) {
    return new WebDescriptor.Servlet(
        name, type, patterns, params.values(), Boolean.TRUE.equals(async), multipart, origin);
  }
}
