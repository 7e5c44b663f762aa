package org.burst4j.run.experiment;

/**
 * How far a run of an experiment is.
 *
 * @param run the run
 * @param state how far it is
 * @param result its scores; null where there are none
 * @param failure why it failed; null if it did not
 */
public record RunOutcome(PlannedRun run, State state, RunResult result, RunFailure failure) {
    /** How far a run is. */
    public enum State {
        /** Trained to its end. */
        FINISHED,
        /** Begun; it can go on. */
        UNFINISHED,
        /** Ended by an error. */
        FAILED,
        /** Not begun. */
        WAITING
    }
}
