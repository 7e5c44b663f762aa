package org.burst4j.engine.rewrite;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Value;

/** Copies a program node by node; the first rule that has something for a node replaces it. */
public final class Rewriter implements Pass {
    private final List<Rule> rules;

    /**
     * A walk.
     *
     * @param rules asked in this order at each node
     */
    public Rewriter(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /**
     * A walk.
     *
     * @param rules asked in this order at each node
     */
    public Rewriter(Rule... rules) {
        this(List.of(rules));
    }

    @Override
    public Program apply(Program program) {
        ProgramBuilder builder = new ProgramBuilder();
        Map<Value, Value> became = new HashMap<>();
        program.placeholders()
                .forEach((name, old) -> became.put(old, builder.placeholder(name, old.shape())));
        program.weights()
                .forEach((name, old) -> became.put(old, builder.weight(name, old.shape())));
        for (Node node : program.nodes()) {
            List<Value> inputs = node.inputs().stream().map(became::get).toList();
            List<Value> outputs = replace(node, inputs, builder);
            for (int i = 0; i < outputs.size(); i++) {
                Value old = node.outputs().get(i);
                check(node, old, outputs.get(i));
                became.put(old, outputs.get(i));
            }
        }
        program.outputs().forEach((name, old) -> builder.output(name, became.get(old)));
        return builder.build();
    }

    private List<Value> replace(Node node, List<Value> inputs, ProgramBuilder builder) {
        for (Rule rule : rules) {
            List<Value> outputs = rule.replace(node, inputs, builder);
            if (outputs != null) {
                return outputs;
            }
        }
        return builder.addNamed(node.output().name(), node.op(), inputs);
    }

    private static void check(Node node, Value old, Value now) {
        if (!old.shape().equals(now.shape())) {
            throw new ModelException(
                    "a rule made " + now + " of " + node + ": shape " + old.shape() + " expected",
                    "This is a defect of the planned engine; use --engine samediff.");
        }
    }
}
