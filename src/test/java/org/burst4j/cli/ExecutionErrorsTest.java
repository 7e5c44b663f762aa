package org.burst4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.burst4j.RunInterruptedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ExecutionErrorsTest {
    /** Ends as a command does that was interrupted, or by a bug. */
    @Command(name = "ending")
    private static final class Ending extends BurstCommand {
        private final RuntimeException end;
        private final boolean early;

        Ending(RuntimeException end, boolean early) {
            this.end = end;
            this.early = early;
        }

        @Override
        void run() {
            if (early && end instanceof RunInterruptedException interrupted) {
                tell(interrupted);
            }
            throw end;
        }
    }

    private final StringWriter err = new StringWriter();

    private int exitCode(Ending command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(new ExecutionErrors())
                .execute();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_error_is_told_once_whether_or_not_it_was_told_before_the_end(boolean early) {
        RunInterruptedException end = new RunInterruptedException("stopped", "Go on.");
        assertThat(exitCode(new Ending(end, early))).isEqualTo(130);
        assertThat(err.toString().lines()).containsExactly("error: stopped", "Go on.");
    }

    @Test
    void what_was_not_foreseen_ends_with_1_and_its_trace() {
        IllegalStateException end = new IllegalStateException("op has no output");
        assertThat(exitCode(new Ending(end, false))).isEqualTo(1);
        assertThat(err.toString())
                .contains("a bug in Burst4J: java.lang.IllegalStateException: op has no output")
                .contains("at org.burst4j");
    }
}
