package org.burst4j.engine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.graph.GradientSession;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs a training graph forward and backward by plans. The gradients of weights lie in arrays that
 * each run writes over; all else that leaves a run is copied.
 */
final class PlannedGradients implements GradientRun {
    private final List<String> trainable;
    private final String loss;
    private final List<String> extraOutputs;
    private final PlannedSession session;
    private final Map<String, INDArray> gradients = new HashMap<>();

    @SuppressWarnings("try") // the scope is left by closing it
    PlannedGradients(
            SameDiff sd,
            List<String> trainable,
            String loss,
            List<String> extraOutputs,
            Recompute recompute,
            KernelChoice kernels) {
        this.trainable = List.copyOf(trainable);
        this.loss = loss;
        this.extraOutputs = List.copyOf(extraOutputs);
        // They outlive any workspace that the caller may have open.
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            for (String name : trainable) {
                if (!sd.getVariable(name).isPlaceHolder()) {
                    gradients.computeIfAbsent(
                            Program.gradientOf(name),
                            key ->
                                    Nd4j.createUninitialized(
                                            DataType.FLOAT,
                                            sd.getArrForVarName(name).shape(),
                                            'c'));
                }
            }
        }
        Compiler compiler = new Compiler(sd, extraOutputs, loss, trainable, recompute, kernels);
        session = new PlannedSession(sd, kernels, compiler::compile, gradients::get);
    }

    @Override
    public GradientSession.Result run(Map<String, INDArray> placeholders, long seed) {
        BoundPlan plan = session.run(placeholders, seed);
        Map<String, INDArray> owned = new LinkedHashMap<>();
        Map<String, INDArray> byWeight = new LinkedHashMap<>();
        for (String name : trainable) {
            String output = Program.gradientOf(name);
            INDArray lasting = gradients.get(output);
            if (lasting == null) {
                lasting = plan.output(output).dup('c');
                owned.put(output, lasting);
            } else if (!plan.writes(output)) {
                lasting.assign(plan.output(output));
            }
            byWeight.put(name, lasting);
        }
        Map<String, INDArray> extras = new LinkedHashMap<>();
        extraOutputs.forEach(name -> extras.put(name, plan.output(name).dup('c')));
        owned.putAll(extras);
        return new GradientSession.Result(plan.output(loss).getDouble(0), byWeight, extras, owned);
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
    public void close() {
        session.close();
        gradients.values().forEach(INDArray::close);
        gradients.clear();
    }
}
