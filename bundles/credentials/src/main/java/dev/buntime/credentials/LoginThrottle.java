package dev.buntime.credentials;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Slows down whoever guesses passwords, and holds no thread for it: a login is either checked now,
 * or refused with the time that it has to wait, even if its password is right.
 *
 * <pre>
 * switch (throttle.admit(address, user)) {
 *   case LoginRefusal refusal → answer 429
 *   case LoginAttempt attempt → check; attempt.succeeded() or attempt.failed(); attempt.close()
 * }
 * </pre>
 *
 * <p>Thread-safe. Its lock is held for a few steps in memory; nothing is called with it.
 */
public final class LoginThrottle {
  /*
   * Two tallies
   * -----------
   * Each address has 5 failures free, then waits 1 s, 2 s, 4 s … up to 5 min for each further one.
   * That is what stops one who guesses. Each user has 20 failures free, from all addresses together,
   * then 1 s, 2 s … up to 1 min. That is what slows down one who has many addresses.
   *
   * Nobody is locked out by somebody else
   * -------------------------------------
   * Whoever can make a user wait could keep that user out. So the tally of a user does not count for
   * addresses from which the user has logged in before. What was refused is not counted, so nobody
   * makes a delay longer by going on. Only those who share an address share its delay.
   *
   * What a success forgets
   * ----------------------
   * The tally of the address, unless others have failed there as well: else one who has a login could
   * take back the failures of his guesses for another. The tally of the user, if the address was not
   * known yet: else one who is logged in, and sends the password with each request, would take back
   * what those who guess have earned.
   *
   * At the same time
   * ----------------
   * Who is being checked counts. As long as there is no delay that hinders nobody, as 64 may be
   * checked at once; all of them that fail count, and after that it is one at a time.
   */
  private static final ThrottleLimit ADDRESS =
      new ThrottleLimit(5, Duration.ofSeconds(1), Duration.ofMinutes(5));
  private static final ThrottleLimit USER =
      new ThrottleLimit(20, Duration.ofSeconds(1), Duration.ofMinutes(1));

  /** How many addresses, and how many names, are remembered. */
  static final int MOST_TALLIES = 10_000;

  /** How many pairs of user and address are remembered that have logged in. */
  static final int MOST_KNOWN = 1_000;

  private static final int LONGEST_NAME = 128;

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final TallyTable addresses = new TallyTable(ADDRESS, MOST_TALLIES); // guarded by lock
  private final TallyTable users = new TallyTable(USER, MOST_TALLIES); // guarded by lock
  private final Map<Place, Boolean> known = // guarded by lock
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Boolean> eldest) {
          return size() > MOST_KNOWN;
        }
      };

  /** One that goes by the clock of the machine. */
  public LoginThrottle() {
    this(System::nanoTime);
  }

  /**
   * @param nanoTime a clock that is never set, in ns, such as {@link System#nanoTime}
   */
  public LoginThrottle(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Whether a login may be checked now.
   *
   * @param address where it comes from
   * @param user whom it names, who need not exist; of names longer than 128 characters the
   *     beginning counts
   */
  public LoginAdmission admit(String address, String user) {
    Place place = new Place(ClientNetwork.of(address), cut(user));
    lock.lock();
    try {
      Tally ofAddress = addresses.of(place.network());
      Tally ofUser = users.of(place.user());
      long now = nanoTime.getAsLong();
      long first = ofAddress.waitNanos(now);
      long second = known.containsKey(place) ? 0 : ofUser.waitNanos(now);
      if (first > 0 || second > 0) {
        boolean untold = (first >= second ? ofAddress : ofUser).refuse();
        tidy(place);
        return new LoginRefusal(Duration.ofNanos(Math.max(first, second)), untold);
      }
      ofAddress.enter();
      ofUser.enter();
      return new LoginAttempt(this, place, ofAddress, ofUser);
    } finally {
      lock.unlock();
    }
  }

  private static String cut(String user) {
    return user.substring(0, Math.min(LONGEST_NAME, user.length()));
  }

  void succeeded(LoginAttempt attempt) {
    lock.lock();
    try {
      if (attempt.end()) {
        Place place = attempt.place();
        if (attempt.ofAddress().isOnlyOf(place.user())) {
          attempt.ofAddress().forget();
        }
        if (known.put(place, true) == null) {
          attempt.ofUser().forget();
        }
        tidy(place);
      }
    } finally {
      lock.unlock();
    }
  }

  LoginFailure failed(LoginAttempt attempt) {
    lock.lock();
    try {
      Tally ofAddress = attempt.ofAddress();
      Tally ofUser = attempt.ofUser();
      Place place = attempt.place();
      long now = nanoTime.getAsLong();
      if (attempt.end()) {
        ofAddress.fail(place.user(), now);
        ofUser.fail(place.user(), now);
      }
      long delay =
          Math.max(ofAddress.waitNanos(now), known.containsKey(place) ? 0 : ofUser.waitNanos(now));
      return new LoginFailure(
          ofAddress.failures(),
          Duration.ofNanos(delay),
          ofAddress.takeRefused() + ofUser.takeRefused());
    } finally {
      lock.unlock();
    }
  }

  /** It was not possible to check it. */
  void leave(LoginAttempt attempt) {
    lock.lock();
    try {
      if (attempt.end()) {
        tidy(attempt.place());
      }
    } finally {
      lock.unlock();
    }
  }

  private void tidy(Place place) {
    addresses.tidy(place.network());
    users.tidy(place.user());
  }

  /** How many tallies there are. */
  int size() {
    lock.lock();
    try {
      return addresses.size() + users.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Who logs in from where.
   *
   * @param network the address, as far as it counts
   * @param user the name, as far as it counts
   */
  record Place(String network, String user) {}
}
