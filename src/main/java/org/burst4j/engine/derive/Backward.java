package org.burst4j.engine.derive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.burst4j.ModelException;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Value;

/**
 * Writes the gradients of a program's loss into the program, by the chain rule from its last node
 * to its first (reverse accumulation). The nodes of the way back follow those of the way forward;
 * each gradient comes as soon as its last term is there, so that what it was made of can go.
 */
public final class Backward {
    private final Program forward;
    private final String loss;
    private final List<String> wanted;
    private final ProgramBuilder builder = new ProgramBuilder();
    private final GradientWriter writer = new GradientWriter(builder);
    private final GradientSums sums = new GradientSums(writer);
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Value, Value> copies = new HashMap<>();

    private Backward(Program forward, String loss, List<String> wanted) {
        this.forward = forward;
        this.loss = loss;
        this.wanted = wanted;
    }

    /**
     * Adds gradients.
     *
     * @param forward what computes the loss; its nodes and outputs stay, in their order
     * @param loss name of an output of one element
     * @param wanted names of weights and placeholders
     * @return the program with an output {@link Program#gradientOf} for each wanted name
     * @throws ModelException if a wanted name has no path to the loss
     * @throws org.burst4j.engine.ir.UnplannableGraphException if something on a path has no
     *     derivative
     */
    public static Program of(Program forward, String loss, List<String> wanted) {
        return new Backward(forward, loss, wanted).write();
    }

    private Program write() {
        copyForward();
        Value end = copies.get(forward.outputs().get(loss));
        if (end == null || end.shape().elements() != 1) {
            throw new ModelException(
                    "the loss " + loss + " is " + end + ", expected one number",
                    "Name a scalar output of the graph.");
        }
        List<Value> leaves = leaves(end);
        Set<Value> active = active(leaves);
        if (active.contains(end)) {
            sums.give(end, builder.add(new Op.Fill(end.shape(), 1)));
        }
        for (int i = nodes.size() - 1; i >= 0; i--) {
            differentiate(nodes.get(i), active);
        }
        for (int i = 0; i < leaves.size(); i++) {
            Value gradient = sums.take(leaves.get(i));
            builder.output(
                    Program.gradientOf(wanted.get(i)),
                    gradient != null
                            ? gradient
                            : builder.add(new Op.Fill(leaves.get(i).shape(), 0)));
        }
        return builder.build();
    }

    private void copyForward() {
        forward.placeholders()
                .forEach((name, old) -> copies.put(old, builder.placeholder(name, old.shape())));
        forward.weights()
                .forEach((name, old) -> copies.put(old, builder.weight(name, old.shape())));
        for (Node node : forward.nodes()) {
            List<Value> inputs = node.inputs().stream().map(copies::get).toList();
            List<Value> outputs = builder.addNamed(node.output().name(), node.op(), inputs);
            for (int i = 0; i < outputs.size(); i++) {
                copies.put(node.outputs().get(i), outputs.get(i));
            }
            nodes.add(builder.producer(outputs.get(0)));
        }
        forward.outputs().forEach((name, old) -> builder.output(name, copies.get(old)));
    }

    /** The wanted values, each with a path to the loss, be its derivative 0 or not. */
    private List<Value> leaves(Value end) {
        Set<Value> reaching = new HashSet<>(Set.of(end));
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (!Derivatives.endsPaths(node.op())
                    && node.outputs().stream().anyMatch(reaching::contains)) {
                reaching.addAll(node.inputs());
            }
        }
        List<Value> leaves = new ArrayList<>();
        for (String name : wanted) {
            Value old = forward.weights().getOrDefault(name, forward.placeholders().get(name));
            Value leaf = copies.get(old);
            if (leaf == null || !reaching.contains(leaf)) {
                throw new ModelException(
                        "variable " + name + " has no path to the loss " + loss,
                        "Leave it out of the trainable variables.");
            }
            leaves.add(leaf);
        }
        return leaves;
    }

    /** All values that change, smoothly, with a wanted one. */
    private Set<Value> active(List<Value> leaves) {
        Set<Value> active = new HashSet<>(leaves);
        for (Node node : nodes) {
            if (!Derivatives.isFlat(node.op())
                    && node.inputs().stream().anyMatch(active::contains)) {
                active.addAll(node.outputs());
            }
        }
        return active;
    }

    private void differentiate(Node node, Set<Value> active) {
        if (node.inputs().stream().noneMatch(active::contains)
                || node.outputs().stream().noneMatch(active::contains)) {
            return;
        }
        List<Value> gradients = new ArrayList<>();
        node.outputs().forEach(output -> gradients.add(sums.take(output)));
        if (gradients.stream().anyMatch(Objects::nonNull)) {
            DerivativeStep step = new DerivativeStep(node, gradients, active, sums, writer);
            Derivatives.of(node).write(step);
        }
    }
}
