package org.burst4j.run.experiment;

import org.burst4j.Burst4jException;

/**
 * Why a run failed.
 *
 * @param error kind of the exception, e.g. {@code TrainingDivergedException}
 * @param problem what is wrong
 * @param cure what can be done about it; may be empty
 * @param exitCode the exit code of a command that ends with it
 */
public record RunFailure(String error, String problem, String cure, int exitCode) {
    static RunFailure of(Burst4jException e) {
        return new RunFailure(e.getClass().getSimpleName(), e.getMessage(), e.cure(), e.exitCode());
    }
}
