package org.burst4j.engine.rewrite;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.engine.ir.Expression;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;

/**
 * Computes element-wise operations that hang together in one pass over memory. What broadcasts into
 * them is read where it is; reshapes between them go.
 */
public final class FuseElementwise implements Pass {
    @Override
    public Program apply(Program program) {
        return new Writer(program).write();
    }

    /** Writes the new program. */
    private static final class Writer {
        private final Program program;
        private final Flow flow;
        private final Grouping grouping;
        private final ProgramBuilder builder = new ProgramBuilder();
        private final Map<Value, Value> became = new HashMap<>();
        private final Map<Float, Value> numbers = new HashMap<>();

        Writer(Program program) {
            this.program = program;
            flow = new Flow(program);
            grouping = new Grouping(flow);
        }

        Program write() {
            program.placeholders()
                    .forEach(
                            (name, old) -> became.put(old, builder.placeholder(name, old.shape())));
            program.weights()
                    .forEach((name, old) -> became.put(old, builder.weight(name, old.shape())));
            Set<Group> written = new HashSet<>();
            for (int i = 0; i < flow.size(); i++) {
                Node node = flow.node(i);
                Group group = grouping.group(i);
                if (group == null && !Flow.isFree(node.op())) {
                    copy(node);
                } else if (group != null && grouping.place(i) == i && written.add(group)) {
                    write(group);
                }
            }
            program.outputs().forEach((name, old) -> builder.output(name, get(old)));
            return builder.build();
        }

        private void copy(Node node) {
            List<Value> inputs = node.inputs().stream().map(this::get).toList();
            List<Value> outputs = builder.addNamed(node.output().name(), node.op(), inputs);
            for (int i = 0; i < outputs.size(); i++) {
                became.put(node.outputs().get(i), outputs.get(i));
            }
        }

        /** What a value has become; what computes nothing is written where it is first needed. */
        private Value get(Value old) {
            if (!became.containsKey(old)) {
                copy(flow.node(flow.producer(old)));
            }
            return became.get(old);
        }

        private void write(Group group) {
            Node first = flow.node(group.members().first());
            if (group.members().size() == 1 && isPlain(group, first)) {
                copy(first);
                return;
            }
            Expression expression = group.expression();
            Map<Value, Integer> results = group.results();
            String name = results.keySet().iterator().next().name();
            List<Value> inputs = group.inputs().stream().map(this::read).toList();
            List<Value> outputs = builder.addNamed(name, new Op.Fused(expression), inputs);
            results.forEach(
                    (old, place) -> {
                        Value now = outputs.get(place);
                        became.put(
                                old,
                                now.shape().equals(old.shape())
                                        ? now
                                        : builder.add(new Op.Reshape(old.shape()), now));
                    });
        }

        /** Whether a lone node reads nothing that a fused one would read with less work. */
        private boolean isPlain(Group group, Node node) {
            int own = node.inputs().stream().mapToInt(input -> input.shape().elements()).sum();
            int read = 0;
            for (Flow.Operand operand : flow.operands(group.members().first())) {
                read += operand.access().length();
            }
            return own == read;
        }

        private Value read(Flow.Operand operand) {
            Value source = operand.source();
            Integer producer = flow.producer(source);
            Op op = producer == null ? null : flow.node(producer).op();
            return op instanceof Op.Fill fill
                    ? numbers.computeIfAbsent(
                            fill.value(), value -> builder.add(new Op.Fill(Shape.of(), value)))
                    : get(source);
        }
    }
}
