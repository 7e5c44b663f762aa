package org.burst4j.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.graph.GraphFiles;
import org.burst4j.graph.Graphs;
import org.burst4j.onnx.EncoderInfo;
import org.burst4j.onnx.EncoderOptions;
import org.burst4j.onnx.EncoderOutputs;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.onnx.WeightBinder;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** An encoder alone as a SameDiff graph. */
public final class EncoderGraph {
    /**
     * Padded samples that go through an encoder's forward pass together, unless one clip alone has
     * more: 32 s, for which an encoder of the base size needs some 7 GB.
     */
    public static final int MOST_SAMPLES = 512_000;

    private EncoderGraph() {}

    /**
     * Builds the graph: {@code input_values} and {@code attention_mask} [B,S] in, {@code
     * last_hidden_state} [B,T,D] and {@code frame_mask} [B,T] out; the weights are variables under
     * {@code encoder/} and the checkpoint's own names.
     *
     * @param encoder the encoder, whose arrays the graph shares
     * @return the graph
     */
    public static SameDiff build(OnnxEncoder encoder) {
        return build(encoder, false);
    }

    /**
     * Builds the graph, on demand with every hidden state as an output {@code hidden_states/0} to
     * {@code hidden_states/L} [B,T,D], counted as Hugging Face does: first the input of the first
     * layer, then what each layer puts out.
     *
     * @param encoder the encoder, whose arrays the graph shares
     * @param hiddenStates whether they are outputs
     * @return the graph
     */
    public static SameDiff build(OnnxEncoder encoder, boolean hiddenStates) {
        SameDiff sd = Graphs.create();
        WeightBinder binder =
                (graph, name, array) -> graph.var(GraphNames.ENCODER_PREFIX + name, array);
        EncoderOutputs values = addTo(sd, encoder, binder, EncoderOptions.AS_EXPORTED);
        List<String> outputs =
                new ArrayList<>(List.of(GraphNames.LAST_HIDDEN_STATE, GraphNames.FRAME_MASK));
        for (int layer = 0; hiddenStates && layer < values.hiddenStates().size(); layer++) {
            SDVariable state = values.hiddenStates().get(layer); // [B,T,D]
            String name = GraphNames.hiddenState(layer);
            boolean last = state.name().equals(GraphNames.LAST_HIDDEN_STATE);
            outputs.add(state.rename(name).name());
            if (last) {
                // Nothing follows it: a loaded graph lists such variables as its outputs.
                sd.identity(GraphNames.LAST_HIDDEN_STATE, state); // [B,T,D]
            }
        }
        sd.setOutputs(outputs);
        return sd;
    }

    /** Adds the inputs and the encoder under their fixed names to a graph. */
    static EncoderOutputs addTo(
            SameDiff sd, OnnxEncoder encoder, WeightBinder binder, EncoderOptions options) {
        SDVariable values =
                sd.placeHolder(GraphNames.INPUT_VALUES, DataType.FLOAT, -1, -1); // [B,S]
        SDVariable mask =
                sd.placeHolder(GraphNames.ATTENTION_MASK, DataType.FLOAT, -1, -1); // [B,S]
        EncoderOutputs outputs = encoder.build(sd, values, mask, binder, options);
        outputs.lastHiddenState().rename(GraphNames.LAST_HIDDEN_STATE); // [B,T,D]
        outputs.frameMask().rename(GraphNames.FRAME_MASK); // [B,T]
        return outputs;
    }

    /**
     * What an encoder is, for people.
     *
     * @param info the facts
     * @return facts by name, in order
     */
    public static Map<String, Object> describe(EncoderInfo info) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("family", info.family());
        facts.put("layers", info.layers());
        facts.put("heads", info.heads());
        facts.put("hiddenSize", info.hiddenSize());
        facts.put("parameters", info.parameterCount());
        facts.put("convNorm", info.convNorm());
        facts.put("convBias", info.convBias());
        facts.put("stableLayerNorm", info.stableLayerNorm());
        facts.put("weightNorm", info.weightNorm());
        facts.put("usesAttentionMask", info.usesAttentionMask());
        facts.put("weightType", info.weightType());
        facts.put("strideSamples", info.strideSamples());
        facts.put("receptiveFieldSamples", info.receptiveFieldSamples());
        facts.put("producer", info.producer());
        facts.put("opset", info.opset());
        facts.put("sha256", info.sha256());
        if (!info.ignored().isEmpty()) {
            facts.put("ignored", info.ignored());
        }
        return facts;
    }

    /**
     * What a graph is made of, for people.
     *
     * @param graph the description
     * @return facts by name, in order
     */
    public static Map<String, Object> describe(GraphFiles.Description graph) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("inputs", graph.inputs());
        facts.put("outputs", graph.outputs());
        facts.put("graphParameters", graph.parameters());
        facts.put("graphBytes", graph.bytes());
        facts.put(
                "operations",
                graph.operations().values().stream().mapToInt(Integer::intValue).sum());
        facts.put("operationKinds", graph.operations());
        return facts;
    }
}
