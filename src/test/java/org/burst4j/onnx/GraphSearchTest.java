package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.burst4j.graph.Blocks;
import org.burst4j.graph.Norms;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.Conv1D;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J walks back from an output to all it needs, breadth first, and queues an input as often as it
 * is met before its own turn. Graphs whose branches meet again at equal depth, such as grouped
 * convolutions in a row, take exponentially many steps. Our sessions search in linear time; the
 * graphs that we save, which stock ND4J runs, must not need it.
 */
class GraphSearchTest {
    @Test
    void the_search_for_an_outputs_inputs_stays_short() {
        SameDiff sd = SameDiff.create();
        OnnxEncoder encoder = OnnxEncoder.read(OnnxFixtures.demoEncoder());
        SDVariable output =
                encoder.build(
                                sd,
                                sd.placeHolder("input_values", DataType.FLOAT, -1, -1),
                                sd.placeHolder("attention_mask", DataType.FLOAT, -1, -1),
                                WeightBinder.VARIABLES)
                        .lastHiddenState();
        int variables = sd.variables().size();
        assertThat(steps(sd, output.name(), 100 * variables)).isLessThan(3 * variables);
    }

    @Test
    void wide_grouped_convolutions_in_a_row_are_searched_by_a_short_way() {
        int groups = 16;
        int width = 17 * groups; // too wide for the way of the demo encoder, one dense convolution
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, -1, width);
        for (int layer = 0; layer < 5; layer++) {
            SDVariable weight =
                    sd.var("w" + layer, Nd4j.zeros(DataType.FLOAT, 3, width / groups, width));
            x = Blocks.groupedConvNwc(sd, x, weight, null, groups, 1, 1);
        }
        assertThat(sd.getOps().values().stream().filter(op -> op.getOp() instanceof Conv1D))
                .hasSize(5 * groups);
        int variables = sd.variables().size();
        assertThat(steps(sd, x.name(), 100 * variables)).isLessThan(3 * variables);
    }

    @Test
    void so_is_a_wide_positional_convolution_that_is_cropped_with_a_weight_that_is_computed() {
        int groups = 16;
        int width = 17 * groups;
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, -1, width);
        SDVariable y = x;
        for (int layer = 0; layer < 5; layer++) {
            long[] shape = {4, width / groups, width};
            SDVariable length = sd.var("g" + layer, Nd4j.ones(DataType.FLOAT, 4, 1, 1));
            SDVariable direction = sd.var("v" + layer, Nd4j.ones(DataType.FLOAT, shape));
            SDVariable weight = Norms.weightNorm(sd, length, direction);
            y = Blocks.sameConvNwc(sd, y, weight, null, groups, shape);
        }
        int variables = sd.variables().size();
        // The arithmetic of a weight is met once for each group, but not that of the one before.
        assertThat(steps(sd, y.name(), 100 * variables)).isLessThan(5 * variables);
    }

    /** As AbstractSession.initSubgraph of ND4J 1.0.0-M2.1 does it. */
    private static int steps(SameDiff sd, String output, int limit) {
        Set<String> reached = new HashSet<>();
        Deque<String> queue = new ArrayDeque<>();
        queue.add(output);
        int steps = 0;
        while (!queue.isEmpty() && steps < limit) {
            String name = queue.remove();
            steps++;
            reached.add(name);
            if (sd.getVariableOutputOp(name) != null) {
                for (String input : sd.getInputsForOp(sd.getVariableOutputOp(name))) {
                    if (!reached.contains(input)) {
                        queue.add(input);
                    }
                }
            }
        }
        return steps;
    }
}
