package org.burst4j.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs a command in this process. */
final class Cli {
    private Cli() {}

    /** What a command printed and how it ended. */
    record Result(int exitCode, String out, String err) {}

    static Result run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                Main.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(words);
        return new Result(exitCode, out.toString(), err.toString());
    }
}
