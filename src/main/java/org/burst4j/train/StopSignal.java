package org.burst4j.train;

/** Asks a training run to save its state and end after the step under way. */
@FunctionalInterface
public interface StopSignal {
    /** Never stops a run. */
    StopSignal NEVER = () -> false;

    /**
     * Whether to stop; asked after every step.
     *
     * @return true to stop
     */
    boolean stopRequested();

    /**
     * Stops when this or the other does.
     *
     * @param other another signal
     * @return both
     */
    default StopSignal or(StopSignal other) {
        return () -> stopRequested() || other.stopRequested();
    }

    /**
     * Stops after a time from now.
     *
     * @param minutes the time
     * @return the signal
     */
    static StopSignal afterMinutes(double minutes) {
        long end = System.nanoTime() + (long) (minutes * 60e9);
        return () -> System.nanoTime() >= end;
    }
}
