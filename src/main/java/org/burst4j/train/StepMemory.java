package org.burst4j.train;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a training step needs in memory, in bytes.
 *
 * @param arena what is computed on the way, as planned; empty where that is not known before
 * @param weights all weights, trained or not
 * @param gradients one number a trained weight; two where the parts of a batch are summed up
 * @param moments of the optimiser, two numbers a trained weight
 */
public record StepMemory(OptionalLong arena, long weights, long gradients, long moments) {

    /** Of a step that trains some of the weights. */
    static StepMemory of(
            OptionalLong arena,
            Map<String, INDArray> weights,
            List<String> trainable,
            boolean summed) {
        long trained = trainable.stream().mapToLong(name -> bytes(weights.get(name))).sum();
        return new StepMemory(
                arena,
                weights.values().stream().mapToLong(StepMemory::bytes).sum(),
                summed ? 2 * trained : trained,
                2 * trained);
    }

    private static long bytes(INDArray array) {
        return array.length() * array.dataType().width();
    }

    /**
     * All of it, the arena as far as it is known.
     *
     * @return the sum
     */
    public long sum() {
        return weights + beside();
    }

    /**
     * What comes on top of the weights.
     *
     * @return arena, gradients and moments
     */
    public long beside() {
        return arena.orElse(0) + gradients + moments;
    }
}
