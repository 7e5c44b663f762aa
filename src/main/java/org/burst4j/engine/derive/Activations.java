package org.burst4j.engine.derive;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Value;

/**
 * The values of the way forward that it can pay to compute again: those that grow with the batch
 * and are not small beside the largest of them, such as masks, means or what there is once a clip.
 * What follows from weights alone is kept, and so are results.
 */
final class Activations {
    private static final int SMALL = 256;

    private final Storage storage;
    private final Set<Value> large = new HashSet<>();
    private final Set<Value> readBackward = new HashSet<>();

    Activations(Program program, Storage storage, int forwardNodes) {
        this.storage = storage;
        List<Node> nodes = program.nodes();
        Set<Value> fromWeights = new HashSet<>(program.weights().values());
        Set<Value> candidates = new HashSet<>();
        int largest = 0;
        for (Node node : nodes.subList(0, forwardNodes)) {
            if (!node.inputs().isEmpty() && fromWeights.containsAll(node.inputs())) {
                fromWeights.addAll(node.outputs());
            } else if (!node.isAlias()) {
                for (Value output : node.outputs()) {
                    candidates.add(output);
                    largest = Math.max(largest, output.shape().elements());
                }
            }
        }
        for (Value candidate : candidates) {
            if (candidate.shape().elements() > largest / SMALL) {
                large.add(candidate);
            }
        }
        program.outputs().values().forEach(output -> large.remove(storage.root(output)));
        for (Node node : nodes.subList(forwardNodes, nodes.size())) {
            node.inputs().forEach(input -> readBackward.add(storage.root(input)));
        }
    }

    /** Whether a value's memory is one of them. */
    boolean contains(Value value) {
        return large.contains(storage.root(value));
    }

    /** Whether the way back reads a value's memory. */
    boolean isReadBackward(Value value) {
        return readBackward.contains(storage.root(value));
    }
}
