package dev.buntime.credentials;

import java.time.Duration;

/**
 * What a failed login has led to.
 *
 * @param failures failed logins from this address that are not forgotten yet, with this one
 * @param delay how long further ones have to wait; zero if they need not
 * @param refused logins from this address that were refused since the failed one before
 */
public record LoginFailure(int failures, Duration delay, long refused) {}
