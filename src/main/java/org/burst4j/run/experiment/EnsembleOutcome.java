package org.burst4j.run.experiment;

import java.util.List;

/**
 * How far an ensemble of an experiment is.
 *
 * @param ensemble the ensemble
 * @param scores its scores; null where there are none
 * @param waitsFor labels of members that are not finished; empty if all are
 * @param failure why it could not be joined; null if it was not tried, or was joined
 */
public record EnsembleOutcome(
        PlannedEnsemble ensemble,
        EnsembleScores scores,
        List<String> waitsFor,
        RunFailure failure) {
    /** Copies the list. */
    public EnsembleOutcome {
        waitsFor = List.copyOf(waitsFor);
    }

    /**
     * Whether it has scores of all of its members.
     *
     * @return false if it waits or could not be joined
     */
    public boolean finished() {
        return scores != null;
    }
}
