package org.burst4j.engine.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import org.burst4j.engine.ir.Expression;
import org.burst4j.engine.ir.Expression.Instruction;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Value;

/** Element-wise nodes of one number of elements, and the expression that they are together. */
final class Group {
    private final Flow flow;
    private final NavigableSet<Integer> members;
    private final Map<Flow.Operand, Integer> inputs = new LinkedHashMap<>();
    private final Map<Instruction, Integer> registers = new LinkedHashMap<>();
    private final Map<Value, Integer> made = new HashMap<>();
    private final Map<Value, Integer> results = new LinkedHashMap<>();

    /**
     * A group.
     *
     * @param members numbers of its nodes
     */
    Group(Flow flow, NavigableSet<Integer> members) {
        this.flow = flow;
        this.members = members;
        for (int member : members) {
            Node node = flow.node(member);
            List<Integer> read = flow.operands(member).stream().map(this::register).toList();
            made.put(node.output(), register(instruction(node.op(), read)));
        }
        for (int member : members) {
            Value value = flow.node(member).output();
            if (isRead(value)) {
                results.put(value, made.get(value));
            }
        }
    }

    NavigableSet<Integer> members() {
        return members;
    }

    /** Elements of each result. */
    int elements() {
        return flow.node(members.last()).output().shape().elements();
    }

    /** What it reads from memory. */
    List<Flow.Operand> inputs() {
        return List.copyOf(inputs.keySet());
    }

    /** Values that others read, with the place of each in the outputs. */
    Map<Value, Integer> results() {
        List<Integer> stored = stored();
        Map<Value, Integer> places = new LinkedHashMap<>();
        results.forEach((value, register) -> places.put(value, stored.indexOf(register)));
        return places;
    }

    int instructions() {
        return registers.size();
    }

    Expression expression() {
        return new Expression(
                flow.node(members.last()).output().shape(),
                inputs.keySet().stream().map(Flow.Operand::access).toList(),
                new ArrayList<>(registers.keySet()),
                stored());
    }

    private List<Integer> stored() {
        return results.values().stream().distinct().toList();
    }

    private boolean isRead(Value value) {
        return flow.isKept(value)
                || flow.users(value).stream().anyMatch(user -> !members.contains(user));
    }

    private int register(Flow.Operand operand) {
        Integer known = made.get(operand.source());
        if (known != null) {
            return known;
        }
        int input = inputs.computeIfAbsent(operand, key -> inputs.size());
        return register(new Expression.Load(input));
    }

    private int register(Instruction instruction) {
        return registers.computeIfAbsent(instruction, key -> registers.size());
    }

    private static Instruction instruction(Op op, List<Integer> read) {
        if (op instanceof Op.Dropout dropout) {
            return new Expression.Drop(dropout, read.get(0));
        }
        return read.size() == 1
                ? new Expression.Apply1(op, read.get(0))
                : new Expression.Apply2(op, read.get(0), read.get(1));
    }
}
