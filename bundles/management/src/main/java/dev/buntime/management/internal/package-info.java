/** What operators see under {@code /_}: the login, the HTTP API, the health checks. */
@NullMarked
package dev.buntime.management.internal;

import org.jspecify.annotations.NullMarked;
