package org.burst4j.engine.rewrite;

import java.util.List;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Value;

/** Where all gradients are written, nothing has to stop them. */
final class DropStopGradient implements Rule {
    @Override
    public List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        return node.op() instanceof Op.StopGradient ? inputs : null;
    }
}
