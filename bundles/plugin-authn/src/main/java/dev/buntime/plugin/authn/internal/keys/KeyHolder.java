package dev.buntime.plugin.authn.internal.keys;

import java.util.Optional;

/** Who has the API keys. */
public interface KeyHolder {

  /** The keys; empty if they are not switched on. */
  Optional<ApiKeys> apiKeys();
}
