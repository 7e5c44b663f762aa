package org.burst4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.ProgramBuilder;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.Value;
import org.burst4j.engine.schedule.MemoryPlan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ConvProductsTest {
    @ParameterizedTest
    @CsvSource({
        "2, 5000, 3, 2", // three pieces a clip, which share a frame, and one frame unread
        "1, 4001, 2, 2", // pieces side by side
        "3, 40, 10, 5", // one piece
        "2, 2600, 5, 1", // pieces that share four frames
        "2, 1024, 1, 1" // one place
    })
    void gradients_are_those_of_nd4js_operation(int clips, int frames, int kernel, int stride) {
        ProgramBuilder builder = new ProgramBuilder();
        int made = (frames - kernel) / stride + 1;
        Value x = builder.placeholder("x", Shape.of(clips, frames, 6));
        Value w = builder.placeholder("w", Shape.of(kernel, 6, 5));
        Value dy = builder.placeholder("dy", Shape.of(clips, made, 5));
        List<Value> gradients = builder.addAll(new Op.ConvGradient(stride, 0), List.of(x, w, dy));
        builder.output("dx", gradients.get(0));
        builder.output("dw", gradients.get(1));
        Program program = builder.build();
        assertThat(program.nodes()).hasSize(1).allMatch(ConvProducts::handles);
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        program.placeholders()
                .forEach(
                        (name, value) ->
                                feeds.put(
                                        name,
                                        Nd4j.rand(DataType.FLOAT, value.shape().longs())
                                                .subi(0.5)));

        Map<String, INDArray> found = run(program, feeds, KernelChoice.JAVA);
        Map<String, INDArray> expected = run(program, feeds, KernelChoice.STOCK);
        assertClose(found.get("dx"), expected.get("dx"), 1e-5);
        assertClose(found.get("dw"), expected.get("dw"), 1e-3);
    }

    private static Map<String, INDArray> run(
            Program program, Map<String, INDArray> feeds, KernelChoice kernels) {
        MemoryPlan memory =
                MemoryPlan.of(
                        program,
                        Set.of(),
                        (node, input, output) -> false,
                        (Node node) ->
                                kernels == KernelChoice.JAVA ? ConvProducts.workspace(node) : 0);
        Plan plan = new Plan(program, memory, Set.of());
        try (Arena arena = new Arena()) {
            arena.ensure(memory.arenaElements());
            try (BoundPlan bound = new BoundPlan(plan, arena, Map.of(), name -> null, kernels)) {
                Map<String, INDArray> results = new LinkedHashMap<>();
                for (int run = 0; run < 2; run++) { // the second writes over the first
                    bound.run(feeds, 0);
                }
                program.outputs()
                        .keySet()
                        .forEach(name -> results.put(name, bound.output(name).dup('c')));
                return results;
            }
        }
    }

    private static void assertClose(INDArray found, INDArray expected, double tolerance) {
        assertThat(found.sub(expected).amaxNumber().doubleValue()).isLessThan(tolerance);
    }
}
