package org.burst4j.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.burst4j.Burst4jException;
import org.burst4j.EnvironmentException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands share: help, verbosity, the two streams. */
@Command(mixinStandardHelpOptions = true, versionProvider = VersionText.class)
abstract class BurstCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log more: -v what happens, -vv every step.")
    private boolean[] verbose = new boolean[0];

    @Option(
            names = "--progress",
            defaultValue = "auto",
            description = "auto, bar, plain or none (default: ${DEFAULT-VALUE}).")
    private ProgressMode progressMode;

    private Burst4jException told;

    @Override
    public final Integer call() throws Exception {
        Logging.start(verbose.length);
        try {
            run();
        } catch (OutOfMemoryError e) {
            throw new EnvironmentException(
                    "out of memory: " + e.getMessage(),
                    "Lower train.batchSize or audio.maxSeconds, or give Java more with -Xmx.",
                    e);
        } finally {
            out().flush();
        }
        // A PrintWriter keeps its errors to itself: a full disk would look like success.
        if (out().checkError()) {
            throw new EnvironmentException(
                    "standard output could not be written to its end",
                    "Check the disk or the program that reads it.");
        }
        return 0;
    }

    /**
     * Prints why the command ends before it ends with this exception: after a Ctrl-C what follows
     * may not be reached. It is not printed again if it is.
     */
    final void tell(Burst4jException e) {
        told = e;
        ExecutionErrors.print(err(), e);
    }

    final boolean hasTold(Burst4jException e) {
        return told == e;
    }

    /** Does the work; a problem is an exception. */
    abstract void run() throws Exception;

    /** Where results go. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Where everything else goes. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** A line of progress for a count of something. */
    final CountProgress count(String what, int total) {
        return new CountProgress(err(), progressMode.resolve(), what, total);
    }

    /** Progress of a training run. */
    final TrainingProgress trainingProgress() {
        return new TrainingProgress(err(), progressMode.resolve());
    }
}
