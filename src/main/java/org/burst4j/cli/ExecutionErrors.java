package org.burst4j.cli;

import java.io.PrintWriter;
import org.burst4j.Burst4jException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns exceptions into messages and exit codes. */
final class ExecutionErrors implements IExecutionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutionErrors.class);

    private static final int BUG = 1;

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof Burst4jException ours) {
            LOG.debug("ended by", e);
            boolean told = command.getCommand() instanceof BurstCommand ran && ran.hasTold(ours);
            return told ? ours.exitCode() : print(err, ours);
        }
        err.println("error: a bug in Burst4J: " + e);
        err.println("Please report it with this trace and the command.");
        e.printStackTrace(err);
        return BUG;
    }

    static int print(PrintWriter err, Burst4jException e) {
        err.println("error: " + e.getMessage());
        if (!e.cure().isEmpty()) {
            err.println(e.cure());
        }
        err.flush();
        return e.exitCode();
    }
}
