package org.burst4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.burst4j.engine.Engine;
import org.burst4j.engine.EngineKind;
import org.burst4j.engine.ir.Recompute;
import picocli.CommandLine.Option;

/** Options of all commands that run a net: how it is run. */
final class ComputeOptions {
    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description =
                    "What runs the net: planned, or samediff for ND4J's own session (default:"
                            + " planned).")
    private EngineKind engine;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute, native and Java's; 0: all processors.")
    private Integer threads;

    /** The options as words of --set. */
    List<String> settings() {
        List<String> settings = new ArrayList<>();
        if (engine != null) {
            settings.add("train.engine=" + engine.name().toLowerCase(Locale.ROOT));
        }
        if (threads != null) {
            settings.add("threads=" + threads);
        }
        return settings;
    }

    /** The same for a net that is not trained: what training computes twice is of no concern. */
    List<String> settingsWithoutTraining() {
        List<String> settings = new ArrayList<>(settings());
        if (engine != null) {
            settings.add("train.recompute=none");
        }
        return settings;
    }

    /** What runs the net of a command without a configuration. */
    Engine engine() {
        return engine == null ? Engine.PLANNED : new Engine(engine, Recompute.NONE);
    }

    /** Threads of a command without a configuration. */
    int threads() {
        return threads == null ? 0 : threads;
    }
}
