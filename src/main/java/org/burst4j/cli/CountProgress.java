package org.burst4j.cli;

import java.io.PrintWriter;
import java.util.function.IntConsumer;

/** Progress of a known or unknown number of equal things, e.g. files. */
final class CountProgress implements IntConsumer, AutoCloseable {
    private final StatusLine line;
    private final String what;
    private final int total;
    private final long startNanos = System.nanoTime();

    /** A total of 0 means that it is not known. */
    CountProgress(PrintWriter err, ProgressMode mode, String what, int total) {
        this.line = new StatusLine(err, mode);
        this.what = what;
        this.total = total;
    }

    @Override
    public synchronized void accept(int done) {
        if (!line.due()) {
            return;
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        String text = what + ": " + done;
        if (total > 0) {
            double left = done == 0 ? 0 : seconds / done * (total - done);
            text += " of " + total + ", " + StatusLine.time(left) + " left";
        }
        line.update(text);
    }

    @Override
    public void close() {
        line.clear();
    }
}
