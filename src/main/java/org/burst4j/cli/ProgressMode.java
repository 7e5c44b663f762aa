package org.burst4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How progress is shown. */
enum ProgressMode {
    /** A bar on a terminal, plain lines elsewhere. */
    AUTO,
    /** One line that is drawn over. */
    BAR,
    /** A line now and then. */
    PLAIN,
    /** Nothing. */
    NONE;

    /** What auto means here: a terminal on standard error that is neither dumb nor a CI's. */
    ProgressMode resolve() {
        if (this != AUTO) {
            return this;
        }
        String term = System.getenv("TERM");
        boolean drawn =
                System.getenv("CI") == null && term != null && !term.equals("dumb") && isTerminal();
        return drawn ? BAR : PLAIN;
    }

    /** Where the system tells what standard error is, it knows better than Java's console. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Path standardError = Path.of("/proc/self/fd/2");
        if (Files.exists(standardError)) {
            try {
                String device = Files.readSymbolicLink(standardError).toString();
                return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
            } catch (IOException e) {
                return false;
            }
        }
        // From Java 22 on this is never null: then a redirected stream gets the bar, too.
        return System.console() != null;
    }
}
