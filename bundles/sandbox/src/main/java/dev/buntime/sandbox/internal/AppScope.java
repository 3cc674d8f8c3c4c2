package dev.buntime.sandbox.internal;

/**
 * What all faces of one app have in common.
 *
 * @param paths where the app is, inside and outside
 * @param calls how it is called
 * @param sessions its sessions
 */
record AppScope(AppPaths paths, AppCalls calls, AppSessions sessions) {

  AppScope(AppPaths paths, AppCalls calls) {
    this(paths, calls, new AppSessions(paths, calls));
  }
}
