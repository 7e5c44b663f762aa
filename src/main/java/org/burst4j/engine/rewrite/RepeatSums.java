package org.burst4j.engine.rewrite;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.engine.ir.BinaryKind;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Value;

/**
 * Adds a bias again for each reader, where readers are far from one another and all element-wise,
 * so that each can be fused with its own sum. Then the sum is never stored: what is kept for the
 * way back is the product of matrices itself, which takes as much memory.
 *
 * @param leastElements of a sum that is worth it
 */
record RepeatSums(int leastElements) implements Pass {
    /** Arrays that stay in the processor's cache are not worth it. */
    static final RepeatSums LARGE = new RepeatSums(1 << 14);

    /** Readers within so many nodes are fused with one sum. */
    private static final int NEAR = 12;

    /** How many times larger the product is than the bias, at least. */
    private static final int RATIO = 8;

    @Override
    public Program apply(Program program) {
        Flow flow = new Flow(program);
        Map<Value, Node> sums = new HashMap<>();
        Map<Node, Integer> numbers = new HashMap<>();
        for (int i = 0; i < flow.size(); i++) {
            numbers.put(flow.node(i), i);
            if (isWorthIt(flow, i)) {
                sums.put(flow.node(i).output(), flow.node(i));
            }
        }
        if (sums.isEmpty()) {
            return program;
        }
        Map<Value, Value> copies = new HashMap<>();
        return new Rewriter(
                        (node, inputs, builder) -> {
                            if (sums.containsKey(node.output())) {
                                Value copy = builder.addAll(node.op(), inputs).get(0);
                                copies.put(copy, copy);
                                return List.of(copy);
                            }
                            if (!flow.isElementwise(numbers.get(node))) {
                                return null;
                            }
                            Look look = new Look(builder);
                            List<Value> own =
                                    inputs.stream()
                                            .map(input -> again(look, copies, input))
                                            .toList();
                            return builder.addNamed(node.output().name(), node.op(), own);
                        })
                .apply(program);
    }

    /** The value, or the same computed once more if it is such a sum. */
    private static Value again(Look look, Map<Value, Value> copies, Value value) {
        Value sum = look.whole(value);
        if (!copies.containsKey(sum)) {
            return value;
        }
        Node node = look.builder().producer(sum);
        return look.reshaped(look.builder().addAll(node.op(), node.inputs()).get(0), value.shape());
    }

    private boolean isWorthIt(Flow flow, int number) {
        Node node = flow.node(number);
        boolean cheap =
                node.op() instanceof Op.Affine
                        || node.op().equals(new Op.Binary(BinaryKind.ADD))
                        || node.op().equals(new Op.Binary(BinaryKind.MULTIPLY));
        Value sum = node.output();
        int elements = sum.shape().elements();
        if (!cheap
                || !flow.isElementwise(number)
                || elements < leastElements
                || flow.isKept(sum)
                || !readsOneProduct(flow, number, elements)) {
            return false;
        }
        List<Integer> users = flow.users(sum);
        boolean fusable =
                users.stream()
                        .allMatch(
                                user ->
                                        flow.isElementwise(user)
                                                && flow.node(user).output().shape().elements()
                                                        == elements);
        return fusable && users.size() > 1 && users.get(users.size() - 1) - users.get(0) > NEAR;
    }

    /** Whether a node reads one large array, which nobody else reads, and small ones. */
    private static boolean readsOneProduct(Flow flow, int number, int elements) {
        Set<Value> large = new HashSet<>();
        for (Flow.Operand operand : flow.operands(number)) {
            if (operand.access().length() > elements / RATIO) {
                large.add(operand.source());
            }
        }
        if (large.size() != 1) {
            return false;
        }
        Value product = large.iterator().next();
        Integer producer = flow.producer(product);
        return producer != null
                && !flow.isElementwise(producer)
                && !Flow.isFree(flow.node(producer).op())
                && !flow.isKept(product)
                && flow.users(product).equals(List.of(number));
    }
}
