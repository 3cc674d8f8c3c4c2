package dev.buntime.worker.internal;

import dev.buntime.sandbox.Census;
import dev.buntime.sandbox.Guard;
import dev.buntime.sandbox.Sandbox;
import dev.buntime.worker.HealthProbe;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all workers share.
 *
 * @param sandbox the walls
 * @param guard makes code of apps stoppable
 * @param census counts the class loaders of workers that have ended
 * @param slots the servlet contexts
 * @param probe asks a worker how it is; gives null while nobody serves HTTP
 * @param time the clocks
 * @param alarms calls back after a time; for short tasks of the runner, none of an app
 * @param hands runs tasks of the runner that take a while, such as waiting for a bundle to stop
 * @param pool hears of what happens to a worker
 */
record Workshop(
    Sandbox sandbox,
    Guard guard,
    Census census,
    ContextSlots slots,
    Supplier<@Nullable HealthProbe> probe,
    Time time,
    Alarms alarms,
    Executor hands,
    Pool pool) {

  /** What a worker asks of, and tells, its pool. May be called from any thread; returns soon. */
  interface Pool {

    /** A worker has moved from one state to another; from null when it begins. */
    void moved(Worker worker, @Nullable WorkerState from, WorkerState to);

    /** The worker has served enough, or for long enough: a fresh one should take over. */
    void worn(Worker worker, String why);

    /** The worker cannot be relied on any more: it has to be replaced, whatever it takes. */
    void broken(Worker worker, String why);

    /** The heap had no room left for an object that the worker wanted to make. */
    void outOfMemory(Worker worker);

    /** The end of the worker is over; it is still in sight. */
    void ended(Worker worker);

    /** Nothing of the worker is in flight any more. */
    void free(Worker worker);

    /** The worker has ended, but so many threads run on that nothing can stop. */
    void zombies(Worker worker, int threads);
  }
}
