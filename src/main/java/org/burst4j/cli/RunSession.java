package org.burst4j.cli;

import java.util.List;
import java.util.function.Function;
import org.burst4j.RunInterruptedException;
import org.burst4j.run.Backend;
import org.burst4j.run.RunConfig;
import org.burst4j.run.RunFolder;
import org.burst4j.run.RunSummary;
import org.burst4j.run.TrainingRun;

/** A training run under a console: progress, log file, and a Ctrl-C that saves the state first. */
final class RunSession {
    private final BurstCommand command;
    private final RunConfig config;
    private final RunFolder folder;

    RunSession(BurstCommand command, RunConfig config, RunFolder folder) {
        this.command = command;
        this.config = config;
        this.folder = folder;
    }

    /** Runs it and prints the summary. */
    RunSummary run(Function<TrainingRun, RunSummary> work) {
        Backend.start(config.threads());
        // The guard is closed last: until then the process does not end.
        try (InterruptGuard guard = new InterruptGuard(command.err());
                LogFile log = new LogFile(folder);
                TrainingProgress progress = command.trainingProgress();
                CountProgress checks = command.count("checking clips", 0)) {
            TrainingRun run =
                    new TrainingRun(config, folder, List.of(log, progress), checks, guard);
            try {
                RunSummary summary = work.apply(run);
                TrainCommand.print(command.out(), summary);
                command.err().println("report: " + folder.report());
                return summary;
            } catch (RunInterruptedException e) {
                if (guard.stopRequested()) {
                    // The process ends as soon as the guard lets it: what follows may not be
                    // reached.
                    command.tell(e);
                }
                throw e;
            }
        }
    }
}
