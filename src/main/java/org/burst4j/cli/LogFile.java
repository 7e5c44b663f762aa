package org.burst4j.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import org.burst4j.run.RunFolder;
import org.burst4j.train.TrainerState;
import org.burst4j.train.TrainingListener;

/** Opens a run's log file once its folder is there. */
final class LogFile implements TrainingListener {
    private final RunFolder folder;
    private final AtomicBoolean open = new AtomicBoolean();

    LogFile(RunFolder folder) {
        this.folder = folder;
    }

    @Override
    public void stageStarted(int stage, long trainableParameters, TrainerState state) {
        if (open.compareAndSet(false, true)) {
            Logging.toFile(folder.log());
        }
    }
}
