package org.burst4j.engine.rewrite;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.UnaryKind;
import org.burst4j.engine.ir.Value;

/** Makes GELU a part of the norm right before it where nothing else reads what the norm gives. */
final class JoinGelu implements Pass {
    @Override
    public Program apply(Program program) {
        Map<Value, Integer> uses = new HashMap<>();
        program.nodes()
                .forEach(node -> node.inputs().forEach(in -> uses.merge(in, 1, Integer::sum)));
        program.outputs().values().forEach(out -> uses.merge(out, 1, Integer::sum));
        Map<Value, Node> producers = new HashMap<>();
        program.nodes().forEach(node -> producers.put(node.output(), node));
        return new Rewriter((node, inputs, builder) -> join(node, inputs, builder, producers, uses))
                .apply(program);
    }

    private static List<Value> join(
            Node node,
            List<Value> inputs,
            ProgramBuilder builder,
            Map<Value, Node> producers,
            Map<Value, Integer> uses) {
        if (!node.op().equals(new Op.Unary(UnaryKind.GELU))) {
            return null;
        }
        Value old = node.input(0);
        boolean alone = uses.get(old) == 1;
        while (producers.get(old) != null && producers.get(old).op() instanceof Op.Reshape) {
            old = producers.get(old).input(0);
            alone &= uses.get(old) == 1;
        }
        Look look = new Look(builder);
        Node norm = builder.producer(look.whole(inputs.get(0)));
        Op joined = norm == null || !alone ? null : joined(norm.op());
        if (joined == null) {
            return null;
        }
        Value y = builder.addNamed(node.output().name(), joined, norm.inputs()).get(0);
        return List.of(look.reshaped(y, node.output().shape()));
    }

    private static Op joined(Op op) {
        if (op instanceof Op.LayerNorm norm && !norm.gelu()) {
            return new Op.LayerNorm(norm.epsilon(), norm.scaled(), norm.shifted(), true);
        }
        return op instanceof Op.GroupNorm norm && !norm.gelu()
                ? new Op.GroupNorm(norm.epsilon(), true)
                : null;
    }
}
