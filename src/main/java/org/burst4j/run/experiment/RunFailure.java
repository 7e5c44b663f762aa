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
    private static final int UNFORESEEN = 1;

    static RunFailure of(RuntimeException failure) {
        String error = failure.getClass().getSimpleName();
        return failure instanceof Burst4jException ours
                ? new RunFailure(error, ours.getMessage(), ours.cure(), ours.exitCode())
                : new RunFailure(
                        error,
                        failure.toString(),
                        "A bug in Burst4J: please report it with the trace that was logged.",
                        UNFORESEEN);
    }
}
