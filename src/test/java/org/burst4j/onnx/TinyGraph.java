package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An encoder's graph with its inputs, for tests. */
final class TinyGraph {
    private final OnnxEncoder encoder;
    private final SameDiff sd = SameDiff.create();
    private final EncoderOutputs outputs;

    TinyGraph(OnnxEncoder encoder) {
        this(encoder, EncoderOptions.AS_EXPORTED, DataType.FLOAT);
    }

    /** With weights and samples in the given type. */
    TinyGraph(OnnxEncoder encoder, EncoderOptions options, DataType type) {
        this.encoder = encoder;
        SDVariable values = sd.placeHolder("input_values", type, -1, -1);
        SDVariable mask = sd.placeHolder("attention_mask", DataType.FLOAT, -1, -1);
        WeightBinder binder = (graph, name, value) -> graph.var(name, value.castTo(type));
        outputs = encoder.build(sd, values, mask, binder, options);
    }

    SameDiff sd() {
        return sd;
    }

    EncoderOutputs outputs() {
        return outputs;
    }

    static Map<String, INDArray> inputs(OnnxFixtures.Batch batch) {
        return Map.of("input_values", batch.values(), "attention_mask", batch.mask());
    }

    float[] last(OnnxFixtures.Batch batch) {
        return values(outputs.lastHiddenState(), batch);
    }

    List<float[]> hiddenStates(OnnxFixtures.Batch batch) {
        List<float[]> states = new ArrayList<>();
        outputs.hiddenStates().forEach(state -> states.add(values(state, batch)));
        return states;
    }

    private float[] values(SDVariable variable, OnnxFixtures.Batch batch) {
        INDArray array = sd.output(inputs(batch), variable.name()).get(variable.name());
        return array.dup('c').data().asFloat();
    }

    /** Gradients of sum(y cos(i)) / count over the last hidden state y, by weight, in DOUBLE. */
    Map<String, INDArray> gradients(OnnxFixtures.Batch batch, float[] like) {
        float[] factors = new float[like.length];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = (float) (Math.cos(i) / factors.length);
        }
        SDVariable y = outputs.lastHiddenState();
        int width = encoder.info().hiddenSize();
        long clips = batch.lengths().size();
        long[] shape = {clips, factors.length / clips / width, width};
        SDVariable loss = y.mul(sd.constant(Nd4j.create(factors, shape, 'c'))).sum();
        sd.setLossVariables(loss.name());
        List<String> names = List.copyOf(encoder.weights().keySet());
        Map<String, INDArray> gradients = new HashMap<>();
        sd.calculateGradients(inputs(batch), names)
                .forEach((name, value) -> gradients.put(name, value.castTo(DataType.DOUBLE)));
        return gradients;
    }
}
