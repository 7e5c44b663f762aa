package org.burst4j.engine;

import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.burst4j.graph.GradientSession;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs plans, and from the first graph or shape on that cannot be planned another engine. */
final class FallbackGradients implements GradientRun {
    private static final Logger LOG = LoggerFactory.getLogger(FallbackGradients.class);

    private final Supplier<GradientRun> other;
    private GradientRun now;

    FallbackGradients(GradientRun planned, Supplier<GradientRun> other) {
        this.now = planned;
        this.other = other;
    }

    @Override
    public GradientSession.Result run(Map<String, INDArray> placeholders, long seed) {
        try {
            return now.run(placeholders, seed);
        } catch (UnplannableGraphException e) {
            LOG.warn("from here on ND4J's session runs this graph: {}", e.getMessage());
            GradientRun session = other.get();
            now.close();
            now = session;
            return now.run(placeholders, seed);
        }
    }

    @Override
    public OptionalLong plannedBytes(Map<String, long[]> shapes) {
        try {
            return now.plannedBytes(shapes);
        } catch (UnplannableGraphException e) {
            LOG.debug("no plan to measure: {}", e.getMessage());
            return OptionalLong.empty();
        }
    }

    @Override
    public void profile(NodeTimes times) {
        now.profile(times);
    }

    @Override
    public void close() {
        now.close();
    }
}
