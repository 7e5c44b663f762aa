package org.burst4j.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.burst4j.EnvironmentException;
import org.burst4j.engine.EngineKind;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.train.StepMemory;
import org.burst4j.train.TrainSettings;

/**
 * Whether a training step fits into memory. Where the arena is not known before, what is known must
 * fit.
 *
 * @param memory what it needs
 * @param room what there is, the weights being in memory already
 * @param settings of the step
 */
record StepFit(StepMemory memory, Memory.Room room, TrainSettings settings) {

    boolean fits() {
        return memory.beside() <= room.bytes();
    }

    /** Sizes by name, and the verdict. */
    Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        boolean known = memory.arena().isPresent();
        facts.put(
                "memory: arena of the plan",
                known
                        ? text(memory.arena().getAsLong())
                        : "not known before, engine "
                                + settings.engine().name().toLowerCase(Locale.ROOT));
        facts.put("memory: weights", text(memory.weights()));
        facts.put("memory: gradients", text(memory.gradients()));
        facts.put("memory: optimiser", text(memory.moments()));
        facts.put("memory: together", text(memory.sum()) + (known ? "" : " and the arena"));
        facts.put("memory: free", text(room.bytes()) + ", by " + room.bound());
        if (known || !fits()) {
            facts.put("memory", fits() ? "fits" : "does not fit. " + hint());
        }
        return facts;
    }

    /** Why the step is not done. */
    EnvironmentException refusal() {
        return new EnvironmentException(
                "a step on the longest clips does not fit into memory: it needs "
                        + (memory.arena().isPresent() ? "" : "at least ")
                        + text(memory.beside())
                        + " beside the weights, and "
                        + text(room.bytes())
                        + " are free, by "
                        + room.bound(),
                hint());
    }

    private String hint() {
        if (memory.gradients() + memory.moments() > room.bytes()) {
            return "Gradients and the optimiser alone need more: freeze parts of the encoder by"
                    + " train.stage2.freeze, take a smaller encoder, or give more memory.";
        }
        List<String> ways = new ArrayList<>();
        boolean planned = settings.engine() == EngineKind.PLANNED;
        if (planned && settings.recompute() != Recompute.ALL) {
            ways.add(
                    "set train.recompute="
                            + (settings.recompute() == Recompute.NONE ? "convs or all" : "all")
                            + " for the same numbers in less memory");
        } else {
            ways.add("lower audio.maxSeconds");
        }
        int batch =
                settings.microBatchSize() > 0 ? settings.microBatchSize() : settings.batchSize();
        if (batch > 1) {
            ways.add("set train.microBatchSize=" + batch / 2 + " for the same loss in parts");
        }
        String all = String.join(", or ", ways);
        return all.substring(0, 1).toUpperCase(Locale.ROOT) + all.substring(1) + ".";
    }

    private static String text(long bytes) {
        return String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000);
    }
}
