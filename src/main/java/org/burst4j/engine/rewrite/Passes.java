package org.burst4j.engine.rewrite;

import java.util.List;
import org.burst4j.engine.ir.Program;

/**
 * All rewriting, in its order.
 *
 * @param before passes for a graph as it was read
 * @param after passes for a program to which its gradients were added, or that has none
 */
public record Passes(List<Pass> before, List<Pass> after) {
    /** Copies the lists. */
    public Passes {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /**
     * The passes that the planned engine runs.
     *
     * @return all there are
     */
    public static Passes all() {
        return new Passes(
                List.of(Simplify.READ, new RecogniseMacros(), Simplify.READ),
                List.of(Simplify.WITH_GRADIENTS, new FuseElementwise()));
    }

    /**
     * The passes that keep elementary operations.
     *
     * @return those that only clean
     */
    public static Passes elementary() {
        return new Passes(List.of(Simplify.READ), List.of(Simplify.WITH_GRADIENTS));
    }

    /**
     * Before gradients are derived: cleaned, macros found.
     *
     * @param program as it was read
     * @return the same function
     */
    public Program beforeGradients(Program program) {
        return apply(before, program);
    }

    /**
     * Behind everything else: cleaned, element-wise operations fused.
     *
     * @param program with gradients or without
     * @return the same function, in the order in which it runs
     */
    public Program afterGradients(Program program) {
        return apply(after, program);
    }

    private static Program apply(List<Pass> passes, Program program) {
        Program now = program;
        for (Pass pass : passes) {
            now = pass.apply(now);
        }
        return now;
    }
}
