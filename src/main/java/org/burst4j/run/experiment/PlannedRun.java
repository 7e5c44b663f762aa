package org.burst4j.run.experiment;

import org.burst4j.run.RunConfig;
import org.burst4j.run.RunFolder;

/**
 * One training run of an experiment: a configuration with one seed, and its place.
 *
 * @param of the configuration that it belongs to
 * @param config what is run, with this run's seed
 * @param folder where it is written
 */
public record PlannedRun(ExperimentRun of, RunConfig config, RunFolder folder) {

    /**
     * The run's seed.
     *
     * @return the seed
     */
    public long seed() {
        return config.seed();
    }

    /** The name of a run's folder beside those with other seeds. */
    static String seedFolder(long seed) {
        return "seed-" + seed;
    }

    /**
     * What to call it in a message.
     *
     * @return name and seed
     */
    public String label() {
        return of.name() + " (seed " + seed() + ")";
    }
}
