package org.burst4j.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.burst4j.RunInterruptedException;
import org.burst4j.run.Backend;
import org.burst4j.run.RunConfig;
import org.burst4j.run.RunFolder;
import org.burst4j.run.RunSummary;
import org.burst4j.run.TrainingRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A training run under a console: progress, log file, and a Ctrl-C that saves the state first. */
final class RunSession {
    private static final Logger LOG = LoggerFactory.getLogger(RunSession.class);
    private static final long LONGEST_STEP_SECONDS = 600;

    private final BurstCommand command;
    private final RunConfig config;
    private final RunFolder folder;
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    RunSession(BurstCommand command, RunConfig config, RunFolder folder) {
        this.command = command;
        this.config = config;
        this.folder = folder;
    }

    /** Runs it and prints the summary. */
    RunSummary run(Function<TrainingRun, RunSummary> work) {
        Backend.start(config.threads());
        Thread hook = new Thread(this::stopAndWait, "save state on interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
        try (TrainingProgress progress = command.trainingProgress();
                CountProgress checks = command.count("checking clips", 0)) {
            TrainingRun run =
                    new TrainingRun(
                            config,
                            folder,
                            List.of(new LogFile(folder), progress),
                            checks,
                            interrupted::get);
            RunSummary summary = work.apply(run);
            TrainCommand.print(command.out(), summary);
            command.err().println("report: " + folder.report());
            return summary;
        } catch (RunInterruptedException e) {
            if (interrupted.get()) {
                // The process ends as soon as the hook does: what follows may not be reached.
                ExecutionErrors.print(command.err(), e);
            }
            throw e;
        } finally {
            ended.countDown();
            removeHook(hook);
        }
    }

    /** Runs while the process is going down: the training thread ends its step and saves. */
    private void stopAndWait() {
        interrupted.set(true);
        try {
            if (!ended.await(LONGEST_STEP_SECONDS, TimeUnit.SECONDS)) {
                command.err().println("the step under way did not end; its state is not saved");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the process is going down already", e);
        }
    }
}
