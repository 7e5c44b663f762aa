package org.burst4j.engine.derive;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Value;

/**
 * What follows from one convolution's output by cheap operations alone, up to the next convolution
 * or product: its normalisation, activation, dropout. All of it can be made again from the
 * convolution's output, or from its sum with a bias, which is kept in its place where it is all that
 * is needed.
 */
final class ConvChains {
    private final Storage storage;
    private final Activations activations;
    private final Set<Value> sources = new HashSet<>();
    private final Set<Value> chained = new HashSet<>();

    private ConvChains(Storage storage, Activations activations) {
        this.storage = storage;
        this.activations = activations;
    }

    /** The values to make again. */
    static Set<Value> of(List<Node> forward, Storage storage, Activations activations) {
        ConvChains chains = new ConvChains(storage, activations);
        forward.forEach(chains::add);
        return chains.chained;
    }

    private void add(Node node) {
        if (Storage.isAlias(node)) {
            return;
        }
        if (node.op() instanceof Op.Conv || node.op() instanceof Op.GroupedConv) {
            sources.add(node.output());
        } else if (isCheap(node.op()) && follows(node)) {
            for (Value output : node.outputs()) {
                if (activations.contains(output)) {
                    (isBiased(node) ? sources : chained).add(output);
                }
            }
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

    /** Whether all that is large among a node's inputs is of a chain, and something is. */
    private boolean follows(Node node) {
        boolean any = false;
        for (Value input : node.inputs()) {
            Value root = storage.root(input);
            boolean of = sources.contains(root) || chained.contains(root);
            if (activations.contains(root) && !of) {
                return false;
            }
            any |= of;
        }
        return any;
    }

    /** Whether a node adds something small to a source that nobody needs afterwards. */
    private boolean isBiased(Node node) {
        return node.op() instanceof Op.Binary binary
                && binary.kind() == Op.BinaryKind.ADD
                && node.inputs().stream()
                        .map(storage::root)
                        .anyMatch(
                                root ->
                                        sources.contains(root)
                                                && !activations.isReadBackward(root));
    }
}
