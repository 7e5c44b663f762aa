package org.burst4j.onnx;

import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;

/**
 * Reads the plan of an encoder from a canonical graph, from the samples to the last layer.
 *
 * <p>Weights get the names that their role has in Hugging Face's checkpoints, whatever the exporter
 * called them, and the layout in which the graph uses them: dense layers [in,out], convolutions
 * [k,in/groups,out].
 *
 * <p>A dense layer behind the last norm is a head, such as that of a speech recogniser. It is not
 * part of the encoder; what it reads is the encoder's output.
 */
final class EncoderMatcher {
    private final CanonicalGraph graph;
    private final EncoderPlan plan;
    private OnnxNode head;

    EncoderMatcher(OnnxGraph canonical, String audio) {
        graph = new CanonicalGraph(canonical);
        plan = match(audio);
        graph.checkAllUsed();
    }

    EncoderPlan plan() {
        return plan;
    }

    /** All weights in the order of the data's way through the encoder. */
    Map<String, OnnxTensor> weights() {
        return graph.weights();
    }

    /** The values with which the stages end, by the stages' names, in order. */
    Map<String, String> stages() {
        return graph.stages();
    }

    /** The head, or null. */
    OnnxNode head() {
        return head;
    }

    private EncoderPlan match(String audio) {
        ConvStackMatcher convs = new ConvStackMatcher(graph);
        OnnxNode start = graph.only(audio, "the start", Macro.ADD_CHANNEL);
        String at = convs.match(start.output());
        if (graph.isReadBy(at, Macro.ZERO_FRAMES)) {
            OnnxNode zeroed = graph.only(at, "padded frames", Macro.ZERO_FRAMES);
            graph.mask(zeroed, 1, false);
            at = zeroed.output();
        }
        PositionalMatcher positional = new PositionalMatcher(graph);
        at = positional.match(at);
        boolean stable = graph.isReadBy(at, "Add");
        LayerMatcher layer = new LayerMatcher(graph);
        int layers = stable ? preNorm(at, layer) : postNorm(at, layer);
        checkMasks(layers);
        return new EncoderPlan(
                convs.convs(),
                convs.projectionNorm(),
                positional.convs(),
                stable,
                layers,
                layer.heads(),
                convs.width(),
                Map.copyOf(graph.epsilons()),
                List.copyOf(graph.masks()));
    }

    private int postNorm(String start, LayerMatcher layer) {
        OnnxNode norm = graph.only(start, "the encoder's first norm", Macro.LAYER_NORM);
        graph.norm(norm, "encoder.layer_norm");
        String at = norm.output();
        graph.stages().put(FileStages.POSITIONAL, at);
        int layers = 0;
        while (!isEnd(at)) {
            at = layer.postNorm(at, layers);
            graph.stages().put(FileStages.layer(layers++), at);
        }
        graph.stages().put(FileStages.OUTPUT, at);
        if (layers == 0) {
            throw new ModelException(
                    "the encoder has no transformer layers", "Export a whole encoder.");
        }
        return layers;
    }

    private int preNorm(String start, LayerMatcher layer) {
        String at = start;
        graph.stages().put(FileStages.POSITIONAL, at);
        int layers = 0;
        while (graph.isReadBy(at, "Add")) {
            at = layer.preNorm(at, layers);
            graph.stages().put(FileStages.layer(layers++), at);
        }
        OnnxNode norm = graph.only(at, "the encoder's last norm", Macro.LAYER_NORM);
        graph.norm(norm, "encoder.layer_norm");
        graph.stages().put(FileStages.OUTPUT, norm.output());
        if (!isEnd(norm.output())) {
            throw new ModelException(
                    norm + " is not the end of the encoder, nor does one dense layer follow",
                    "Export an encoder, or one with a head that is one dense layer.");
        }
        return layers;
    }

    /** Whether a value is the encoder's output: the graph's own, or what its head reads. */
    private boolean isEnd(String value) {
        if (graph.isEnd(value)) {
            return true;
        }
        OnnxNode next = graph.isReadBy(value, Macro.LINEAR) ? graph.reader(value) : null;
        if (next == null || !graph.isEnd(next.output())) {
            return false;
        }
        head = graph.only(value, "the head", Macro.LINEAR);
        graph.constant(head, 1);
        if (head.hasInput(2)) {
            graph.constant(head, 2);
        }
        return true;
    }

    /** Where masking is half done, it is not what we build. */
    private void checkMasks(int layers) {
        int places = graph.masks().size();
        if (places != 0 && places != layers + 1) {
            throw new ModelException(
                    "the mask is applied at "
                            + places
                            + " places, "
                            + graph.masks().stream().map(EncoderPlan.MaskPlace::node).toList()
                            + ", expected none, or the frames' start and each of "
                            + layers
                            + " layers",
                    "Export the encoder with a mask, or without one.");
        }
    }
}
