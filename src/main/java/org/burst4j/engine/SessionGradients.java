package org.burst4j.engine;

import java.util.List;
import java.util.Map;
import org.burst4j.graph.GradientSession;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a training graph forward and backward in ND4J's session. */
final class SessionGradients implements GradientRun {
    private final GradientSession session;

    SessionGradients(SameDiff sd, List<String> trainable, String loss, List<String> extraOutputs) {
        session = new GradientSession(sd, trainable, loss, extraOutputs);
    }

    @Override
    public GradientSession.Result run(Map<String, INDArray> placeholders, long seed) {
        return session.run(placeholders, seed);
    }

    @Override
    public void close() {
        session.close();
    }
}
