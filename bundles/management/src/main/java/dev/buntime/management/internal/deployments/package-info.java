/** {@code /_/deployments}: what is deployed, and the requests that change it. */
@NullMarked
package dev.buntime.management.internal.deployments;

import org.jspecify.annotations.NullMarked;
