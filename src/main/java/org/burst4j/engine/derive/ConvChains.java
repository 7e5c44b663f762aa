package org.burst4j.engine.derive;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Value;

/**
 * What follows from one convolution's output by cheap operations alone, up to the next convolution
 * or product: its normalisation, activation, dropout. All of it can be made again from the
 * convolution's output, or from its sum with a bias, which is kept in its place where it is all
 * that is needed. A convolution of one channel is a product of matrices; a product counts as a
 * convolution if what follows from it is the input of one.
 */
final class ConvChains {
    private final Storage storage;
    private final Activations activations;
    private final Map<Value, Set<Node>> origins = new HashMap<>();
    private final Set<Value> kept = new HashSet<>();
    private final Set<Node> convolutions = new HashSet<>();

    private ConvChains(Storage storage, Activations activations) {
        this.storage = storage;
        this.activations = activations;
    }

    /** The values to make again. */
    static Set<Value> of(List<Node> forward, Storage storage, Activations activations) {
        ConvChains chains = new ConvChains(storage, activations);
        forward.forEach(chains::add);
        Set<Value> again = new HashSet<>();
        chains.origins.forEach(
                (value, from) -> {
                    if (!chains.kept.contains(value) && chains.convolutions.containsAll(from)) {
                        again.add(value);
                    }
                });
        return again;
    }

    private void add(Node node) {
        if (node.isAlias()) {
            return;
        }
        Op op = node.op();
        if (op instanceof Op.Conv) {
            convolutions.addAll(origins.getOrDefault(storage.root(node.input(0)), Set.of()));
        }
        if (op instanceof Op.Conv || op instanceof Op.GroupedConv || op instanceof Op.MatMul) {
            origins.put(node.output(), Set.of(node));
            kept.add(node.output());
            if (!(op instanceof Op.MatMul)) {
                convolutions.add(node);
            }
        } else if (isCheap(op)) {
            follow(node);
        }
    }

    private static boolean isCheap(Op op) {
        return op instanceof Op.Unary
                || op instanceof Op.Affine
                || op instanceof Op.Clip
                || op instanceof Op.Compare
                || op instanceof Op.Binary
                || op instanceof Op.Dropout
                || op instanceof Op.LayerNorm
                || op instanceof Op.GroupNorm
                || op instanceof Op.Fused;
    }

    /** Takes a node's outputs if all that is large among its inputs has been taken. */
    private void follow(Node node) {
        Set<Node> from = new HashSet<>();
        for (Value input : node.inputs()) {
            Value root = storage.root(input);
            if (activations.contains(root)) {
                if (!origins.containsKey(root)) {
                    return;
                }
                from.addAll(origins.get(root));
            }
        }
        if (from.isEmpty()) {
            return;
        }
        for (Value output : node.outputs()) {
            if (activations.contains(output)) {
                origins.put(output, from);
                if (isBiased(node)) {
                    kept.add(output);
                }
            }
        }
    }

    /** Whether a node adds something to a kept value that nobody needs afterwards. */
    private boolean isBiased(Node node) {
        return node.op() instanceof Op.Binary binary
                && binary.kind() == BinaryKind.ADD
                && node.inputs().stream()
                        .map(storage::root)
                        .anyMatch(root -> kept.contains(root) && !activations.isReadBackward(root));
    }
}
