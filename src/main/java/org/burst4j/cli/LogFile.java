package org.burst4j.cli;

import java.util.concurrent.atomic.AtomicReference;
import org.burst4j.run.RunFolder;
import org.burst4j.train.TrainerState;
import org.burst4j.train.TrainingListener;

/** Opens a run's log file once its folder is there, and closes it after the run. */
final class LogFile implements TrainingListener, AutoCloseable {
    private final RunFolder folder;
    private final AtomicReference<Runnable> open = new AtomicReference<>();

    LogFile(RunFolder folder) {
        this.folder = folder;
    }

    @Override
    public void stageStarted(int stage, long trainableParameters, TrainerState state) {
        if (open.get() == null) {
            open.set(Logging.toFile(folder.log()));
        }
    }

    @Override
    public void close() {
        Runnable end = open.getAndSet(null);
        if (end != null) {
            end.run();
        }
    }
}
