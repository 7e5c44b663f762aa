package org.burst4j.run;

import org.burst4j.train.TrainerState;
import org.burst4j.train.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what oversampling and loudness did to the clips of a run, once its first stage has started:
 * a run's log file is open only then.
 */
final class DataNotes implements TrainingListener {
    private static final Logger LOG = LoggerFactory.getLogger(DataNotes.class);

    private final RunConfig config;
    private final PreparedData data;
    private boolean told;

    DataNotes(RunConfig config, PreparedData data) {
        this.config = config;
        this.data = data;
    }

    @Override
    public void stageStarted(int stage, long trainableParameters, TrainerState state) {
        if (told) {
            return;
        }
        told = true;
        RunSummary.Oversampled oversampled = RunSummary.Oversampled.of(config.data(), data);
        if (oversampled != null) {
            LOG.info("oversampling {}", oversampled.text());
        }
        String loudness = config.audio().loudnessText();
        String clips = config.audio().clipsText();
        data.clipping()
                .ifPresent(clipping -> LOG.info("{} {} {}", loudness, clips, clipping.text()));
    }
}
