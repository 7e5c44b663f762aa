package org.burst4j.cli;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.burst4j.train.StopSignal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the end of the process back, after a Ctrl-C, until the work under way has saved its state.
 */
final class InterruptGuard implements StopSignal, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InterruptGuard.class);
    private static final long LONGEST_STEP_SECONDS = 600;

    private final PrintWriter err;
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "save state on interrupt");

    /** Watches from now on; {@link #close} when the work has ended. */
    InterruptGuard(PrintWriter err) {
        this.err = err;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public boolean stopRequested() {
        return interrupted.get();
    }

    /** Runs while the process is going down: the working thread ends its step and saves. */
    private void stopAndWait() {
        interrupted.set(true);
        try {
            if (!ended.await(LONGEST_STEP_SECONDS, TimeUnit.SECONDS)) {
                err.println("the step under way did not end; its state is not saved");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the process is going down already", e);
        }
    }
}
