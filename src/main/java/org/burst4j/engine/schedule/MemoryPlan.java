package org.burst4j.engine.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Value;

/**
 * Where all values of a program lie, when its nodes run in their order.
 *
 * <p>A value lives from the node that makes it to the last that reads it; results live to the end.
 * Values that do not live at the same time share memory, and a node that may do so writes over an
 * input that ends with it. Reshapes and stopped gradients are the memory of their input.
 */
public final class MemoryPlan {
    private final Map<Value, Value> roots = new HashMap<>();
    private final Map<Value, Place> places = new HashMap<>();
    private final IdentityHashMap<Node, Allocation> workspaces = new IdentityHashMap<>();
    private final long arenaElements;

    private MemoryPlan(
            Program program,
            Set<String> lasting,
            SharingRule sharing,
            ToLongFunction<Node> workspace) {
        Map<Value, Integer> lastUse = new HashMap<>();
        List<Node> nodes = program.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            for (Value input : node.inputs()) {
                lastUse.put(root(input), i);
            }
            if (node.isAlias()) {
                roots.put(node.output(), root(node.input(0)));
            }
        }
        program.placeholders()
                .forEach((name, value) -> places.put(value, new Place.OfPlaceholder(name)));
        program.weights().forEach((name, value) -> places.put(value, new Place.OfWeight(name)));
        program.outputs()
                .forEach(
                        (name, value) -> {
                            lastUse.put(root(value), nodes.size());
                            if (lasting.contains(name)) {
                                places.putIfAbsent(root(value), new Place.OfResult(name));
                            }
                        });
        Map<Value, Allocation> allocations = allocate(nodes, lastUse, sharing);
        List<Allocation> all = new ArrayList<>(new LinkedHashSet<>(allocations.values()));
        for (int i = 0; i < nodes.size(); i++) {
            long elements = workspace.applyAsLong(nodes.get(i));
            if (elements > 0) {
                Allocation memory = new Allocation(elements, i);
                workspaces.put(nodes.get(i), memory);
                all.add(memory);
            }
        }
        arenaElements = ArenaPacking.pack(all);
        allocations.forEach(
                (value, allocation) -> places.put(value, new Place.InArena(allocation.offset())));
    }

    /**
     * Plans a program.
     *
     * @param program nodes in the order in which they will run
     * @param lasting names of the outputs that have arrays of their own, which outlive the run
     * @param sharing which nodes may write over their inputs
     * @param workspace number of floats that a node needs while it runs, beside its values
     * @return the plan
     */
    public static MemoryPlan of(
            Program program,
            Set<String> lasting,
            SharingRule sharing,
            ToLongFunction<Node> workspace) {
        return new MemoryPlan(program, lasting, sharing, workspace);
    }

    /**
     * Where a node's workspace lies in the arena.
     *
     * @param node a node that asked for one
     * @return its first element
     */
    public long workspace(Node node) {
        return workspaces.get(node).offset();
    }

    /**
     * Where a value lies.
     *
     * @param value a value of the program
     * @return its place
     */
    public Place place(Value value) {
        return places.get(root(value));
    }

    /**
     * The size of the arena.
     *
     * @return number of floats
     */
    public long arenaElements() {
        return arenaElements;
    }

    private Value root(Value value) {
        return roots.getOrDefault(value, value);
    }

    private Map<Value, Allocation> allocate(
            List<Node> nodes, Map<Value, Integer> lastUse, SharingRule sharing) {
        Map<Value, Allocation> allocations = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            if (node.isAlias()) {
                continue;
            }
            Set<Value> taken = new HashSet<>();
            for (int output = 0; output < node.outputs().size(); output++) {
                Value value = node.outputs().get(output);
                if (places.containsKey(value)) {
                    continue;
                }
                Value over = overwritten(node, output, i, lastUse, allocations, taken, sharing);
                Allocation memory =
                        over == null
                                ? new Allocation(value.shape().elements(), i)
                                : allocations.get(over);
                if (over != null) {
                    taken.add(over);
                }
                memory.usedUntil(lastUse.getOrDefault(value, i));
                allocations.put(value, memory);
            }
        }
        return allocations;
    }

    /** The input whose memory an output takes, or null. */
    private Value overwritten(
            Node node,
            int output,
            int index,
            Map<Value, Integer> lastUse,
            Map<Value, Allocation> allocations,
            Set<Value> taken,
            SharingRule sharing) {
        int elements = node.outputs().get(output).shape().elements();
        for (int input = 0; input < node.inputs().size(); input++) {
            Value candidate = root(node.input(input));
            boolean free =
                    allocations.containsKey(candidate)
                            && lastUse.get(candidate) == index
                            && candidate.shape().elements() == elements
                            && !taken.contains(candidate)
                            && sharing.mayShare(node, input, output);
            if (free && readOnce(node, candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /** An input that is read twice is read in two ways, of which only one may allow it. */
    private boolean readOnce(Node node, Value root) {
        return node.inputs().stream().filter(input -> root(input).equals(root)).count() == 1;
    }
}
