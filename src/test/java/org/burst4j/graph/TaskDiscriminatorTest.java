package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class TaskDiscriminatorTest {
    /** Four rows: told to be of task 1, of task 0, of task 1 and of task 2. */
    private static final float[][] LOGITS = {{0, 1, 0}, {2, 0, 0}, {0, 3, 1}, {0, 0, 1}};

    private static double[] of(int task, float... rowMask) {
        SameDiff sd = Graphs.create();
        SDVariable logits = sd.placeHolder("logits", DataType.FLOAT, -1, 3); // [B,T]
        SDVariable mask = sd.placeHolder("mask", DataType.FLOAT, -1); // [B]
        TaskDiscriminator.apply(sd, logits, task, 3, mask, "loss").accuracy().rename("told");
        try (ForwardSession session = new ForwardSession(sd, List.of("loss", "told"))) {
            Map<String, INDArray> found =
                    session.run(
                            Map.of(
                                    "logits",
                                    Nd4j.createFromArray(LOGITS),
                                    "mask",
                                    Nd4j.createFromArray(rowMask)));
            return new double[] {found.get("loss").getDouble(0), found.get("told").getDouble(0)};
        }
    }

    private static double crossEntropy(float[] row, int task) {
        double sum = 0;
        for (float logit : row) {
            sum += Math.exp(logit);
        }
        return Math.log(sum) - row[task];
    }

    @Test
    void the_loss_counts_weights_and_the_accuracy_rows() {
        // Rows 0, 1 and 3 are the task's; row 0 alone is told.
        double[] found = of(1, 3, 0.5f, 0, 0.5f);
        double expected =
                (3 * crossEntropy(LOGITS[0], 1)
                                + 0.5 * crossEntropy(LOGITS[1], 1)
                                + 0.5 * crossEntropy(LOGITS[3], 1))
                        / 4;
        assertThat(found[0]).isCloseTo(expected, within(1e-6));
        assertThat(found[1]).isCloseTo(1 / 3.0, within(1e-6));
    }

    @Test
    void a_batch_without_the_task_has_neither() {
        assertThat(of(2, 0, 0, 0, 0)).containsExactly(0, 0);
    }
}
