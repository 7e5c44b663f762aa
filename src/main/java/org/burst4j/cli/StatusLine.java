package org.burst4j.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** Shows the state of something that takes time, not more often than a reader can follow. */
final class StatusLine {
    private static final long BAR_NANOS = 200_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;

    private final PrintWriter err;
    private final ProgressMode mode;
    private long lastNanos;
    private int lastLength;

    StatusLine(PrintWriter err, ProgressMode mode) {
        this.err = err;
        this.mode = mode;
        this.lastNanos = System.nanoTime() - (mode == ProgressMode.BAR ? BAR_NANOS : 0);
    }

    /** Whether an update would be shown now. */
    boolean due() {
        long pause = mode == ProgressMode.BAR ? BAR_NANOS : PLAIN_NANOS;
        return mode != ProgressMode.NONE && System.nanoTime() - lastNanos >= pause;
    }

    /** Shows a state that the next one replaces. */
    void update(String text) {
        lastNanos = System.nanoTime();
        if (mode == ProgressMode.BAR) {
            err.print('\r' + text + " ".repeat(Math.max(0, lastLength - text.length())));
            lastLength = text.length();
        } else if (mode == ProgressMode.PLAIN) {
            err.println(text);
        }
        err.flush();
    }

    /** Shows a line that stays. */
    void line(String text) {
        if (mode == ProgressMode.NONE) {
            return;
        }
        clear();
        err.println(text);
        err.flush();
    }

    /** Removes a state that is shown. */
    void clear() {
        if (lastLength > 0) {
            err.print('\r' + " ".repeat(lastLength) + '\r');
            err.flush();
            lastLength = 0;
        }
    }

    /** A time as minutes and seconds. */
    static String time(double seconds) {
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(
                        Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
