package org.burst4j.benchmarks;

import java.util.List;
import org.burst4j.graph.ForwardSession;
import org.burst4j.graph.GradientSession;
import org.burst4j.graph.Graphs;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.onnx.WeightBinder;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** An encoder's graphs as they are measured, with the loss sum(y * r) over all frames. */
final class EncoderGraphs {
    static final String OUTPUT = "last_hidden_state";

    static final String LOSS = "loss";

    private EncoderGraphs() {}

    /** The encoder alone; {@link #OUTPUT} is its result. */
    static SameDiff forward(OnnxEncoder encoder) {
        SameDiff sd = Graphs.create();
        build(encoder, sd, WeightBinder.CONSTANTS);
        return sd;
    }

    static ForwardSession forwardSession(SameDiff graph) {
        return new ForwardSession(graph, List.of(OUTPUT));
    }

    /** The encoder with gradients of all its weights; its output comes along. */
    static GradientSession gradientSession(OnnxEncoder encoder) {
        return gradientSession(trainingGraph(encoder), encoder);
    }

    static GradientSession gradientSession(SameDiff graph, OnnxEncoder encoder) {
        List<String> weights = List.copyOf(encoder.weights().keySet());
        return new GradientSession(graph, weights, LOSS, List.of(OUTPUT));
    }

    static SameDiff trainingGraph(OnnxEncoder encoder) {
        SameDiff sd = Graphs.create();
        SDVariable y = build(encoder, sd, WeightBinder.VARIABLES); // [B,T,D]
        int width = encoder.info().hiddenSize();
        SDVariable r = sd.placeHolder(Clips.COTANGENT, DataType.FLOAT, -1, -1, width); // [B,T,D]
        y.mul(r).sum().rename(LOSS); // scalar
        return sd;
    }

    /** The variables that a run of the gradient function has to give. */
    static List<String> wanted(SameDiff trainingGraph, OnnxEncoder encoder) {
        return encoder.weights().keySet().stream()
                .map(name -> trainingGraph.getVariable(name).getGradient().name())
                .toList();
    }

    private static SDVariable build(OnnxEncoder encoder, SameDiff sd, WeightBinder binder) {
        SDVariable values = sd.placeHolder(Clips.VALUES, DataType.FLOAT, -1, -1); // [B,S]
        SDVariable mask = sd.placeHolder(Clips.MASK, DataType.FLOAT, -1, -1); // [B,S]
        SDVariable y = encoder.build(sd, values, mask, binder).lastHiddenState(); // [B,T,D]
        return y.name().equals(OUTPUT) ? y : sd.identity(OUTPUT, y);
    }
}
