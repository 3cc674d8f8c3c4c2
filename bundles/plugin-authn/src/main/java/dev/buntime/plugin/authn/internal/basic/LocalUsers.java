package dev.buntime.plugin.authn.internal.basic;

import dev.buntime.credentials.LoginAttempt;
import dev.buntime.credentials.LoginRefusal;
import dev.buntime.credentials.LoginThrottle;
import dev.buntime.credentials.PasswordHash;
import dev.buntime.plugin.Identity;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of the configuration, and whether passwords are theirs.
 *
 * <p>A check takes a core for 0.2 s, for a user who does not exist as well. One thread does all of
 * them, so that guessing never takes more than one core. The last password that was right is
 * remembered for each user, as a keyed digest: a client that sends it with every request pays once.
 * Whoever fails too often has to wait. Thread-safe.
 */
public final class LocalUsers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LocalUsers.class);

  /** How many checks may wait for the thread: nobody waits for longer than 3 s. */
  private static final int MOST_WAITING = 4;

  private static final int LONGEST_PASSWORD = 256;

  private final Map<String, LocalUser> users;
  private final LoginThrottle throttle;
  private final PasswordHash nobody;
  private final RememberedPasswords remembered = new RememberedPasswords();
  private final Map<String, String> last = new ConcurrentHashMap<>(); // digests, by user
  private final ExecutorService thread;

  /** Users with their passwords. */
  public LocalUsers(List<LocalUser> users, LoginThrottle throttle) {
    this.users = users.stream().collect(Collectors.toMap(LocalUser::name, Function.identity()));
    this.throttle = throttle;
    nobody = PasswordHash.of(RememberedPasswords.random());
    thread =
        new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("plugin-authn-password-", 1).factory());
  }

  /** Whether there is a user of this name. */
  public boolean has(String name) {
    return users.containsKey(name);
  }

  /**
   * Who logs in.
   *
   * @param address where from
   * @return completes exceptionally with {@link RefusedLoginException} if nobody does
   */
  public CompletionStage<Identity> logIn(String address, String name, String password) {
    return switch (throttle.admit(address, name)) {
      case LoginRefusal refusal -> {
        if (refusal.first()) {
          log.warn("logins from {} have to wait: too many have failed", address);
        }
        yield CompletableFuture.failedFuture(
            RefusedLoginException.waiting(refusal.retryAfterSeconds()));
      }
      case LoginAttempt attempt -> check(attempt, address, name, password);
    };
  }

  /** What is remembered is asked only now: else it would tell who guesses at any speed. */
  private CompletionStage<Identity> check(
      LoginAttempt attempt, String address, String name, String password) {
    LocalUser user = users.get(name);
    String digest = remembered.digest(name, password);
    if (user != null && RememberedPasswords.equal(last.get(name), digest)) {
      attempt.succeeded();
      return CompletableFuture.completedFuture(user.identity());
    }
    CompletableFuture<Boolean> right;
    try {
      right = CompletableFuture.supplyAsync(() -> isRight(user, password), thread);
    } catch (RejectedExecutionException _) {
      attempt.close();
      return CompletableFuture.failedFuture(RefusedLoginException.busy());
    }
    return right
        .thenCompose(isRight -> {
          if (isRight && user != null) {
            attempt.succeeded();
            last.put(name, digest);
            return CompletableFuture.completedFuture(user.identity());
          }
          var _ = attempt.failed();
          log.warn("a login from {} was refused: name or password is wrong", address);
          return CompletableFuture.<Identity>failedFuture(RefusedLoginException.wrong());
        })
        .whenComplete((_, _) -> attempt.close());
  }

  /** Takes the same time whether there is such a user or not. */
  private boolean isRight(@Nullable LocalUser user, String password) {
    boolean isLong = password.length() > LONGEST_PASSWORD;
    char[] checked = (isLong ? "" : password).toCharArray();
    boolean matches = (user == null ? nobody : user.password()).matches(checked);
    return matches && user != null && !isLong;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
