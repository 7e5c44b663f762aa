package org.burst4j.engine;

import java.util.List;
import java.util.Map;
import org.burst4j.graph.ForwardSession;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a graph forward in ND4J's session. */
final class SessionForward implements ForwardRun {
    private final ForwardSession session;

    SessionForward(SameDiff sd, List<String> outputs) {
        session = new ForwardSession(sd, outputs);
    }

    @Override
    public Map<String, INDArray> run(Map<String, INDArray> placeholders, long seed) {
        return session.run(placeholders, seed);
    }

    @Override
    public void release() {
        session.close();
    }

    @Override
    public void close() {
        session.close();
    }
}
