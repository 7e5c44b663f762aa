package org.burst4j.metric.probe;

import java.util.List;
import org.burst4j.ConfigException;

/**
 * How probes are made.
 *
 * @param folds number of parts of whole speakers, each judged by a model of the others; at least 2
 * @param seed what deals speakers into folds and draws resamples
 * @param penalties candidates for the strength of the L2 penalty, each above 0, relative to the
 *     mean loss of a clip: of several the one with the least loss on inner folds is taken, of one
 *     alone that
 * @param resamples resamples of the bootstrap interval, at least 1
 */
public record ProbeSettings(int folds, long seed, List<Double> penalties, int resamples) {
    /** Folds within the training part of a fold, by which a penalty is chosen. */
    static final int INNER_FOLDS = 3;

    /**
     * Five folds and penalties from 0.0001 to 100. They are chosen from, not fixed, because
     * representations differ in width and in the spread of their directions: a penalty that suits
     * one would make another look emptier than it is.
     */
    public static final ProbeSettings DEFAULTS =
            new ProbeSettings(5, 1, List.of(1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0, 100.0), 1000);

    /**
     * Checks the values and copies the list.
     *
     * @throws ConfigException if a value is out of its range
     */
    public ProbeSettings {
        require(folds >= 2, "folds", folds, "2 or more");
        require(resamples >= 1, "resamples", resamples, "1 or more");
        penalties = List.copyOf(penalties);
        require(!penalties.isEmpty(), "penalties", penalties, "at least one");
        for (double penalty : penalties) {
            require(penalty >= 1e-8 && penalty <= 1e8, "penalty", penalty, "1e-8 to 1e8");
        }
    }

    private static void require(boolean holds, String key, Object value, String range) {
        if (!holds) {
            throw new ConfigException(
                    "the probe's " + key + " is " + value + ", expected " + range,
                    "Change it, e.g. --folds 5.");
        }
    }
}
