package dev.buntime.router.internal;

import java.lang.annotation.Annotation;

/** A configuration for tests. */
@SuppressWarnings("BadAnnotationImplementation") // never compared
record Config(String shell) implements RouterConfig {
  @Override
  public String[] buntime_origin() {
    return new String[0];
  }

  @Override
  public Class<? extends Annotation> annotationType() {
    return RouterConfig.class;
  }
}
