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
 * <p>On the way back through one segment there is in memory what is kept for all segments before it,
 * and what the way back reads of the segment itself. The cuts are those that make the largest such
 * sum as small as can be, and among these, those that keep least: dynamic programming over pairs of
 * cuts, for a bound that is halved until nothing fits.
 */
final class Cuts {
    private static final int HALVINGS = 14;

    private final List<Node> forward;
    private final Storage storage;
    private final Activations activations;
    private final Map<Value, Integer> lastUse = new HashMap<>();
    private final List<List<Value>> made = new ArrayList<>();

    private Cuts(List<Node> forward, Storage storage, Activations activations) {
        this.forward = forward;
        this.storage = storage;
        this.activations = activations;
        for (int i = 0; i < forward.size(); i++) {
            Node node = forward.get(i);
            for (Value input : node.inputs()) {
                lastUse.put(storage.root(input), i);
            }
            made.add(
                    Storage.isAlias(node)
                            ? List.of()
                            : node.outputs().stream().filter(activations::contains).toList());
        }
    }

    /** The values to make again. */
    static Set<Value> between(List<Node> forward, Storage storage, Activations activations) {
        Cuts cuts = new Cuts(forward, storage, activations);
        return cuts.again(cuts.best());
    }

    /** Whether a value is read behind a cut, which is said by the number of the node before it. */
    private boolean isAlive(Value root, int cut) {
        return lastUse.getOrDefault(root, -1) > cut;
    }

    private List<Integer> best() {
        long high = 1;
        for (List<Value> values : made) {
            high += values.stream().mapToLong(value -> value.shape().elements()).sum();
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
        int count = forward.size();
        long[] kept = new long[count + 1]; // [p + 1]: kept for cuts up to the one after node p
        int[] before = new int[count + 1];
        Arrays.fill(kept, 1, count + 1, Long.MAX_VALUE);
        for (int cut = 0; cut < count; cut++) {
            long more = 0;
            long inside = 0;
            for (int from = cut - 1; from >= -1 && inside <= bound; from--) {
                for (Value value : made.get(from + 1)) {
                    if (isAlive(value, cut)) {
                        more += value.shape().elements();
                    } else if (activations.isReadBackward(value)) {
                        inside += value.shape().elements();
                    }
                }
                long sofar = kept[from + 1];
                if (sofar != Long.MAX_VALUE
                        && sofar + inside <= bound
                        && sofar + more < kept[cut + 1]) {
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

    private Set<Value> again(List<Integer> cuts) {
        Set<Value> again = new HashSet<>();
        int next = 0;
        for (int i = 0; i < made.size() && next < cuts.size(); i++) {
            int first = i;
            for (Value value : made.get(i)) {
                if (cuts.stream().noneMatch(cut -> cut >= first && isAlive(value, cut))) {
                    again.add(value);
                }
            }
            while (next < cuts.size() && cuts.get(next) <= i) {
                next++;
            }
        }
        return again;
    }
}
