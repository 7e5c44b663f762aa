package org.burst4j.engine;

import java.util.Map;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph that is run forward, by plans if it can be. */
final class FallbackForward extends Fallback<ForwardRun> implements ForwardRun {
    FallbackForward(ForwardRun planned, Supplier<ForwardRun> other) {
        super(planned, other);
    }

    @Override
    public Map<String, INDArray> run(Map<String, INDArray> placeholders, long seed) {
        return attempt(run -> run.run(placeholders, seed));
    }
}
