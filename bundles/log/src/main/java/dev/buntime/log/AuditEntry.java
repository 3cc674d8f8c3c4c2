package dev.buntime.log;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done over the management plane, or refused. Nothing in it is escaped; there is
 * no body of a request in it and no query.
 *
 * @param time when it was over
 * @param event what kind of thing it is
 * @param user who did it, null if nobody is logged in
 * @param provider who says so: {@code local} or the name of a plugin; null without a user
 * @param rights the roles and single permissions that the user has
 * @param address where it came from
 * @param method HTTP method
 * @param path of the request, without the query
 * @param target what was changed, in words that the path does not have; null if it has all
 * @param status of the answer
 * @param code of the error, null if there is none
 * @param requestId id of the request, null if it has none
 */
public record AuditEntry(
    Instant time,
    Event event,
    @Nullable String user,
    @Nullable String provider,
    List<String> rights,
    String address,
    String method,
    String path,
    @Nullable String target,
    int status,
    @Nullable String code,
    @Nullable String requestId) {

  /** Copies the list. */
  public AuditEntry {
    rights = List.copyOf(rights);
  }

  /** What kind of thing happened. */
  public enum Event {
    /** Something was changed, or it was tried; the status tells. */
    WRITE("write"),
    /** Somebody who is logged in may not do it, or a page of another site asked for it. */
    FORBIDDEN("forbidden"),
    /** A login failed. */
    LOGIN_FAILED("login-failed"),
    /** Logins have to wait. */
    LOGIN_DELAYED("login-delayed");

    private final String word;

    Event(String word) {
      this.word = word;
    }

    /** As it is written. */
    public String word() {
      return word;
    }
  }
}
