package dev.buntime.runtime.dto;

/**
 * The pool of workers, as it was when the snapshot was taken. Counts are since the start of the
 * runner.
 *
 * @param size live workers that there may be
 * @param activeWorkers app versions with a worker, one that starts included
 * @param waiting requests that wait because all workers are busy
 * @param hits requests that found a live worker
 * @param misses requests that found none
 * @param evictions workers that were stopped to make room for another one
 * @param workersCreated workers that became ready
 * @param workersFailed workers that did not start
 * @param zombieThreads threads that run on although their worker was killed
 */
public record PoolDTO(
    int size,
    int activeWorkers,
    int waiting,
    long hits,
    long misses,
    long evictions,
    long workersCreated,
    long workersFailed,
    long zombieThreads) {}
