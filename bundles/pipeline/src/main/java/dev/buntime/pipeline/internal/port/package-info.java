/** The ports: certificates for TLS, a port for operators, and proxies that stand before them. */
@NullMarked
package dev.buntime.pipeline.internal.port;

import org.jspecify.annotations.NullMarked;
