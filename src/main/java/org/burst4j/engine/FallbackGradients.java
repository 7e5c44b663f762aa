package org.burst4j.engine;

import java.util.Map;
import java.util.function.Supplier;
import org.burst4j.graph.GradientSession;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A training graph that is run forward and backward, by plans if it can be. */
final class FallbackGradients extends Fallback<GradientRun> implements GradientRun {
    FallbackGradients(GradientRun planned, Supplier<GradientRun> other) {
        super(planned, other);
    }

    @Override
    public GradientSession.Result run(Map<String, INDArray> placeholders, long seed) {
        return attempt(run -> run.run(placeholders, seed));
    }
}
