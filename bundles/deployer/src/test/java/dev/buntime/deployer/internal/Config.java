package dev.buntime.deployer.internal;

import java.lang.annotation.Annotation;

/** A configuration of the deployer. */
@SuppressWarnings("BadAnnotationImplementation") // never compared
record Config(String watch, boolean locked, boolean markers) implements DeployerConfig {
  /** As if nothing was configured. */
  static final Config DEFAULT = new Config("auto", false, false);

  @Override
  public String[] buntime_origin() {
    return new String[0];
  }

  @Override
  public Class<? extends Annotation> annotationType() {
    return DeployerConfig.class;
  }
}
