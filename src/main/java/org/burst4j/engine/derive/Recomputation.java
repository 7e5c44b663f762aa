package org.burst4j.engine.derive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.engine.ir.Value;

/**
 * Lets values of the way forward go where the way back can make them again (Chen, Xu, Zhang,
 * Guestrin 2016, "Training deep nets with sublinear memory cost", arXiv 1604.06174).
 *
 * <p>The node that made a value is copied to right before the first node of the way back that reads
 * it, together with what it follows from, down to values that are kept. Copies run the same kernels
 * on the same numbers, and random numbers follow from names: results are the same bit for bit. What
 * is kept:
 *
 * <ul>
 *   <li>{@link Recompute#NONE}: everything.
 *   <li>{@link Recompute#CONVS}: everything but what normalisation, activation and other cheap
 *       operations make of each convolution's output ({@link ConvChains}).
 *   <li>{@link Recompute#ALL}: what is small, what follows from weights alone, results, and what is
 *       alive at {@link Cuts} between nodes, which lie where little is alive, such as between
 *       transformer layers. What follows the last cut is kept too: the way back begins with it.
 * </ul>
 */
public final class Recomputation {
    private final Program joint;
    private final int forwardNodes;
    private final Storage storage;
    private final Set<Value> again;
    private final ProgramBuilder builder = new ProgramBuilder();
    private final Map<Value, Value> copies = new HashMap<>();
    private final Map<Value, Value> repeats = new HashMap<>();

    private Recomputation(Program joint, int forwardNodes, Storage storage, Set<Value> again) {
        this.joint = joint;
        this.forwardNodes = forwardNodes;
        this.storage = storage;
        this.again = again;
    }

    /**
     * Decides what is kept and copies nodes accordingly.
     *
     * @param joint what {@link Backward#of} gave
     * @param mode what is computed twice
     * @param forwardNodes number of nodes, from the first, of the way forward
     * @return a program of the same outputs
     */
    public static Program of(Program joint, Recompute mode, int forwardNodes) {
        if (mode == Recompute.NONE) {
            return joint;
        }
        Storage storage = new Storage(joint);
        Activations activations = new Activations(joint, storage, forwardNodes);
        List<Node> forward = joint.nodes().subList(0, forwardNodes);
        Set<Value> again =
                mode == Recompute.CONVS
                        ? ConvChains.of(forward, storage, activations)
                        : Cuts.between(forward, storage, activations);
        return new Recomputation(joint, forwardNodes, storage, again).write();
    }

    private Program write() {
        joint.placeholders()
                .forEach((name, old) -> copies.put(old, builder.placeholder(name, old.shape())));
        joint.weights().forEach((name, old) -> copies.put(old, builder.weight(name, old.shape())));
        List<Node> nodes = joint.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            List<Value> inputs = new ArrayList<>();
            for (Value input : node.inputs()) {
                inputs.add(i < forwardNodes ? copies.get(input) : repeated(input));
            }
            List<Value> outputs = builder.addNamed(node.output().name(), node.op(), inputs);
            for (int k = 0; k < outputs.size(); k++) {
                copies.put(node.outputs().get(k), outputs.get(k));
            }
        }
        joint.outputs().forEach((name, old) -> builder.output(name, copies.get(old)));
        return builder.build();
    }

    /** A value for the way back: the kept one, or made again, once. */
    private Value repeated(Value value) {
        if (!again.contains(storage.root(value))) {
            return copies.get(value);
        }
        Value repeat = repeats.get(value);
        if (repeat == null) {
            Node node = storage.producer(value);
            List<Value> inputs = node.inputs().stream().map(this::repeated).toList();
            List<Value> outputs = builder.addAll(node.op(), inputs);
            for (int k = 0; k < outputs.size(); k++) {
                repeats.put(node.outputs().get(k), outputs.get(k));
            }
            repeat = repeats.get(value);
        }
        return repeat;
    }
}
