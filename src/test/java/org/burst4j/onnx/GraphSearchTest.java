package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * ND4J walks back from an output to all it needs, breadth first, and queues an input as often as it
 * is met before its own turn. Graphs whose branches meet again at equal depth, such as grouped
 * convolutions in a row, take exponentially many steps: ours must not.
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
