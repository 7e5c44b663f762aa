package org.burst4j.engine.derive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Value;

/**
 * Chooses where the way forward is cut: what is alive at a cut is kept, what is made between two
 * cuts is made again when the way back comes there.
 *
 * <p>On the way back through one segment there is in memory what is kept for all segments before
 * it, what the way back reads of the segment itself, and two gradients as large as the largest
 * value in it: the one that comes and the one that is made of it. The cuts are those that make the
 * largest such sum as small as can be, and among these, those that keep least, as few as can be:
 * dynamic programming over pairs of cuts, for a bound that is halved until nothing fits.
 */
final class Cuts {
    private static final int HALVINGS = 14;
    private static final int GRADIENTS = 2;

    private final List<List<Value>> made = new ArrayList<>();
    private final int[][] elements;
    private final int[][] lastUse;
    private final boolean[][] readBackward;

    private Cuts(List<Node> forward, Storage storage, Activations activations) {
        Map<Value, Integer> uses = new HashMap<>();
        for (int i = 0; i < forward.size(); i++) {
            Node node = forward.get(i);
            for (Value input : node.inputs()) {
                uses.put(storage.root(input), i);
            }
            made.add(
                    node.isAlias()
                            ? List.of()
                            : node.outputs().stream().filter(activations::contains).toList());
        }
        elements = new int[made.size()][];
        lastUse = new int[made.size()][];
        readBackward = new boolean[made.size()][];
        for (int i = 0; i < made.size(); i++) {
            List<Value> values = made.get(i);
            elements[i] = values.stream().mapToInt(value -> value.shape().elements()).toArray();
            lastUse[i] = values.stream().mapToInt(value -> uses.getOrDefault(value, -1)).toArray();
            readBackward[i] = new boolean[values.size()];
            for (int k = 0; k < values.size(); k++) {
                readBackward[i][k] = activations.isReadBackward(values.get(k));
            }
        }
    }

    /** The values to make again. */
    static Set<Value> between(List<Node> forward, Storage storage, Activations activations) {
        Cuts cuts = new Cuts(forward, storage, activations);
        return cuts.again(cuts.best());
    }

    private List<Integer> best() {
        long high = 1; // grows to what fits with one segment: all there is, and gradients
        for (int[] some : elements) {
            high += (1 + GRADIENTS) * Arrays.stream(some).asLongStream().sum();
        }
        long low = 0;
        List<Integer> best = List.of();
        for (int i = 0; i < HALVINGS; i++) {
            long bound = (low + high) / 2;
            List<Integer> cuts = within(bound);
            if (cuts == null) {
                low = bound;
            } else {
                best = cuts;
                high = bound;
            }
        }
        return best;
    }

    /** The cuts that keep least within a bound of memory; null if there are none. */
    private List<Integer> within(long bound) {
        int count = made.size();
        long[] kept = new long[count + 1]; // [p + 1]: kept for cuts up to the one after node p
        int[] before = new int[count + 1];
        Arrays.fill(kept, 1, count + 1, Long.MAX_VALUE);
        for (int cut = 0; cut < count; cut++) {
            long more = 0;
            long inside = 0;
            int largest = 0;
            for (int from = cut - 1; from >= -1 && inside <= bound; from--) {
                for (int k = 0; k < elements[from + 1].length; k++) {
                    largest = Math.max(largest, elements[from + 1][k]);
                    if (lastUse[from + 1][k] > cut) {
                        more += elements[from + 1][k];
                    } else if (readBackward[from + 1][k]) {
                        inside += elements[from + 1][k];
                    }
                }
                long sofar = kept[from + 1];
                if (sofar != Long.MAX_VALUE
                        && sofar + inside + GRADIENTS * (long) largest <= bound
                        && sofar + more <= kept[cut + 1]) {
                    kept[cut + 1] = sofar + more;
                    before[cut + 1] = from;
                }
            }
        }
        return kept[count] == Long.MAX_VALUE ? null : path(before);
    }

    /** Cuts inside, from the first to the last. */
    private static List<Integer> path(int[] before) {
        List<Integer> cuts = new ArrayList<>();
        for (int cut = before[before.length - 1]; cut >= 0; cut = before[cut + 1]) {
            cuts.add(0, cut);
        }
        return cuts;
    }

    /** What is made before the last cut and not alive at any cut behind it. */
    private Set<Value> again(List<Integer> cuts) {
        Set<Value> again = new HashSet<>();
        int last = cuts.isEmpty() ? -1 : cuts.get(cuts.size() - 1);
        for (int i = 0; i <= last; i++) {
            int node = i;
            for (int k = 0; k < made.get(i).size(); k++) {
                int end = lastUse[i][k];
                if (cuts.stream().noneMatch(cut -> node <= cut && cut < end)) {
                    again.add(made.get(i).get(k));
                }
            }
        }
        return again;
    }
}
