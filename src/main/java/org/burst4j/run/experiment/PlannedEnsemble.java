package org.burst4j.run.experiment;

import java.nio.file.Path;
import java.util.List;

/**
 * One ensemble of an experiment with one seed: the runs whose predictions are joined, and its
 * place.
 *
 * @param of the ensemble that it belongs to
 * @param seed seed of its first member
 * @param folder where it is written
 * @param members its members' runs, each with the same place among its configuration's seeds
 */
public record PlannedEnsemble(
        ExperimentEnsemble of, long seed, Path folder, List<PlannedRun> members) {
    /** Copies the list. */
    public PlannedEnsemble {
        members = List.copyOf(members);
    }

    /**
     * What to call it in a message.
     *
     * @return name and seed
     */
    public String label() {
        return of.name() + " (seed " + seed + ")";
    }

    /**
     * The joined predictions.
     *
     * @return path of {@code predictions.csv}
     */
    public Path predictions() {
        return folder.resolve("predictions.csv");
    }

    /**
     * Their scores, and of which members' predictions they were made.
     *
     * @return path of {@code scores.json}
     */
    public Path scores() {
        return folder.resolve("scores.json");
    }
}
