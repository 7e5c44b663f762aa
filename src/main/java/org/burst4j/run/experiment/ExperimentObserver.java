package org.burst4j.run.experiment;

import java.util.List;
import java.util.function.IntConsumer;
import org.burst4j.train.TrainingListener;

/** Watches an experiment. */
public interface ExperimentObserver {
    /** Watches nothing. */
    ExperimentObserver NONE =
            new ExperimentObserver() {
                @Override
                public Watch watch(PlannedRun run, RunAction action, int number) {
                    return new Watch(List.of(), done -> {}, () -> {});
                }

                @Override
                public void ended(RunOutcome outcome, int number) {}
            };

    /**
     * Who watches one run.
     *
     * @param listeners watch its training
     * @param checkProgress told the number of clips checked so far
     * @param atEnd closes what was opened for the run
     */
    record Watch(List<TrainingListener> listeners, IntConsumer checkProgress, Runnable atEnd) {}

    /**
     * A run is about to begin or go on; not called for one that is finished.
     *
     * @param run the run
     * @param action what is done with it
     * @param number its number, from 1
     * @return who watches it
     */
    Watch watch(PlannedRun run, RunAction action, int number);

    /**
     * A run has ended, or was found finished.
     *
     * @param outcome how
     * @param number its number, from 1
     */
    void ended(RunOutcome outcome, int number);
}
