package org.burst4j.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.burst4j.engine.ir.Recompute;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a graph forward by plans. */
final class PlannedForward implements ForwardRun {
    private final List<String> outputs;
    private final PlannedSession session;

    PlannedForward(SameDiff sd, List<String> outputs, KernelChoice kernels) {
        this.outputs = List.copyOf(outputs);
        Compiler compiler = new Compiler(sd, outputs, null, List.of(), Recompute.NONE, kernels);
        session =
                new PlannedSession(
                        sd,
                        kernels,
                        compiler::compile,
                        name -> {
                            throw new IllegalStateException(name + " needs no array of its own");
                        });
    }

    @Override
    public Map<String, INDArray> run(Map<String, INDArray> placeholders, long seed) {
        BoundPlan plan = session.run(placeholders, seed);
        Map<String, INDArray> results = new LinkedHashMap<>();
        outputs.forEach(name -> results.put(name, plan.output(name).dup('c')));
        return results;
    }

    @Override
    public OptionalLong plannedBytes(Map<String, long[]> shapes) {
        return OptionalLong.of(session.plannedBytes(shapes));
    }

    @Override
    public void profile(NodeTimes times) {
        session.profile(times);
    }

    @Override
    public void release() {
        session.release();
    }

    @Override
    public void close() {
        session.close();
    }
}
