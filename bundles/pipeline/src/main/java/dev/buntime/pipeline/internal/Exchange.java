package dev.buntime.pipeline.internal;

import dev.buntime.catalog.AppVersion;
import dev.buntime.worker.Lease;

/**
 * A request on its way through an app.
 *
 * @param requestId see {@link RequestIds}
 * @param app who answers
 * @param clientPath the context path as the client typed it, still encoded; for the shell app at
 *     {@code /} what the client could have typed instead
 * @param rest decoded path inside the app: empty, or beginning with {@code /}
 * @param lease the place in the worker
 */
record Exchange(String requestId, AppVersion app, String clientPath, String rest, Lease lease) {}
