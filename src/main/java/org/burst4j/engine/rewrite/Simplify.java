package org.burst4j.engine.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;

/**
 * Algebra: what stock graphs say in a roundabout way, for ND4J's sake or a derivative's, is said
 * plainly. Products with constants of one number become sums, means and repetitions; arithmetic with
 * them becomes arithmetic with a number; what does nothing goes.
 *
 * @param common whether what is computed twice is computed once. Not where something is computed
 *     twice on purpose, to save memory.
 * @param differentiated whether the program has its gradients: what only stops them goes
 */
public record Simplify(boolean common, boolean differentiated) implements Pass {
    /** For a program as it was read. */
    public static final Simplify READ = new Simplify(true, false);

    /** For a program with its gradients, in which copies may be there on purpose. */
    public static final Simplify WITH_GRADIENTS = new Simplify(false, true);

    /** Each walk sees what those before left; few programs need more than three. */
    private static final int MOST_WALKS = 6;

    @Override
    public Program apply(Program program) {
        Program now = program;
        for (int walk = 0; walk < MOST_WALKS; walk++) {
            Program next = walk().apply(now);
            boolean same = operations(next).equals(operations(now));
            now = next;
            if (same) {
                break;
            }
        }
        return now;
    }

    private static List<Op> operations(Program program) {
        return program.nodes().stream().map(Node::op).toList();
    }

    private Pass walk() {
        List<Rule> rules = new ArrayList<>();
        if (differentiated) {
            rules.add(new DropStopGradient());
        }
        rules.add(new FoldFills());
        rules.add(new SimplifyProducts());
        rules.add(new SimplifyPairs());
        rules.add(new SimplifyElements());
        rules.add(new SimplifyLayout());
        if (common) {
            rules.add(new CommonSubexpressions());
        }
        return new Rewriter(rules);
    }
}
