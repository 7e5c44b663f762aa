package org.burst4j.engine.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.engine.ir.Expression.Access;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/**
 * Who reads what in a program, seen through nodes that compute nothing: reshapes, broadcasts and
 * fills, which stand wherever they are first needed.
 */
final class Flow {
    private final List<Node> nodes;
    private final Map<Value, Integer> producers = new HashMap<>();
    private final Map<Integer, List<Operand>> operands = new HashMap<>();
    private final Map<Value, List<Integer>> users = new HashMap<>();
    private final Set<Value> kept = new HashSet<>();

    /**
     * What a node reads.
     *
     * @param source the array
     * @param access how
     */
    record Operand(Value source, Access access) {
        /** Whether this many elements are read one by one. */
        boolean isFull(int elements) {
            return access.repeat() == 1 && access.length() == elements;
        }
    }

    Flow(Program program) {
        nodes = program.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            for (Value output : nodes.get(i).outputs()) {
                producers.put(output, i);
            }
        }
        for (int i = 0; i < nodes.size(); i++) {
            List<Operand> read = resolve(nodes.get(i));
            if (read != null) {
                operands.put(i, read);
            }
            if (!isFree(nodes.get(i).op())) {
                for (Value value : sources(i)) {
                    users.computeIfAbsent(value, key -> new ArrayList<>()).add(i);
                }
            }
        }
        program.outputs().values().forEach(output -> kept.add(base(output)));
    }

    /** Whether an operation computes nothing. */
    static boolean isFree(Op op) {
        return op instanceof Op.Reshape
                || op instanceof Op.StopGradient
                || op instanceof Op.Broadcast
                || op instanceof Op.Fill;
    }

    /** Whether a node can be a part of a fused one. */
    boolean isElementwise(int node) {
        return operands.containsKey(node);
    }

    /** What an element-wise node reads, through reshapes and broadcasts. */
    List<Operand> operands(int node) {
        return operands.get(node);
    }

    /** What a node needs computed: values of nodes that compute something, and fed ones. */
    Set<Value> sources(int node) {
        Set<Value> found = new HashSet<>();
        if (operands.containsKey(node)) {
            operands.get(node).forEach(operand -> found.add(base(operand.source())));
        } else {
            nodes.get(node).inputs().forEach(input -> found.add(base(input)));
        }
        return found;
    }

    /** The number of the node that makes a value; null for placeholders and weights. */
    Integer producer(Value value) {
        return producers.get(value);
    }

    /** Numbers of the nodes that read a value and compute something. */
    List<Integer> users(Value value) {
        return users.getOrDefault(value, List.of());
    }

    /** Whether a value is a result of the program. */
    boolean isKept(Value value) {
        return kept.contains(value);
    }

    Node node(int number) {
        return nodes.get(number);
    }

    int size() {
        return nodes.size();
    }

    /** What is behind reshapes, broadcasts and fills; a fill's own value if it is one. */
    private Value base(Value value) {
        Value now = value;
        for (Node node = free(now); node != null; node = free(now)) {
            if (node.inputs().isEmpty()) {
                return now;
            }
            now = node.input(0);
        }
        return now;
    }

    private Node free(Value value) {
        Integer producer = producers.get(value);
        return producer == null || !isFree(nodes.get(producer).op()) ? null : nodes.get(producer);
    }

    private List<Operand> resolve(Node node) {
        boolean known =
                node.op() instanceof Op.Unary
                        || node.op() instanceof Op.Affine
                        || node.op() instanceof Op.Clip
                        || node.op() instanceof Op.Compare
                        || node.op() instanceof Op.Binary
                        || node.op() instanceof Op.Dropout
                        || node.op() instanceof Op.GeluGradient;
        if (!known) {
            return null;
        }
        List<Operand> all = new ArrayList<>();
        for (Value input : node.inputs()) {
            Operand operand = resolve(input, node.output().shape());
            if (operand == null) {
                return null;
            }
            all.add(operand);
        }
        return all;
    }

    private Operand resolve(Value value, Shape result) {
        Access access = Access.of(value.shape(), result);
        Value now = value;
        for (Node node = free(now); access != null && node != null; node = free(now)) {
            if (node.inputs().isEmpty()) {
                return new Operand(now, new Access(1, 1));
            }
            if (node.op() instanceof Op.Broadcast) {
                Access inner = Access.of(node.input(0).shape(), now.shape());
                if (inner == null) {
                    break;
                }
                access = Accesses.through(access, inner);
            }
            now = node.input(0);
        }
        return access == null ? null : new Operand(now, access);
    }
}
