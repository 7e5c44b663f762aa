package org.burst4j.engine.rewrite;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Value;

/** The same operation on the same values gives the same. Of one walk. */
final class CommonSubexpressions implements Rule {
    private final Map<Use, List<Value>> known = new HashMap<>();

    /** An operation on values. */
    private record Use(Op op, List<Value> inputs) {}

    @Override
    public List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        if (node.op() instanceof Op.Stock) {
            return null;
        }
        return known.computeIfAbsent(
                new Use(node.op(), inputs),
                use -> builder.addNamed(node.output().name(), node.op(), inputs));
    }
}
