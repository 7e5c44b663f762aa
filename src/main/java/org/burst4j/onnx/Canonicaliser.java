package org.burst4j.onnx;

import java.util.List;
import java.util.stream.IntStream;
import org.burst4j.ModelException;

/** Brings the graph of a file into the few large operations of {@link Macro}. */
final class Canonicaliser {
    static final String AUDIO = "input_values";
    static final String MASK = "attention_mask";
    static final String OUTPUT = "last_hidden_state";

    private static final List<Pass> PASSES =
            List.of(
                    new TakeOutArithmetic(),
                    new DropIdentities(),
                    new FuseLayerNorm(),
                    new FuseGelu(),
                    new FuseLinear(),
                    new NameMasks(),
                    new FuseAttention(),
                    new ToNwc());

    private final OnnxGraph needed;
    private final GraphProbe probe;
    private final OnnxGraph canonical;

    Canonicaliser(OnnxFile file) {
        OnnxGraph graph = file.graph();
        if (!graph.outputs().contains(OUTPUT)) {
            throw new ModelException(
                    file.name() + " has no output '" + OUTPUT + "', but " + graph.outputs(),
                    "Export with output_names=[\"" + OUTPUT + "\"].");
        }
        needed = graph.onlyFor(List.of(OUTPUT));
        OnnxGraph.Input audio = input(file, AUDIO);
        OnnxGraph.Input mask = input(file, MASK);
        if (graph.inputs().size() > 2) {
            throw new ModelException(
                    file.name()
                            + " has the inputs "
                            + graph.inputs().stream().map(OnnxGraph.Input::name).toList()
                            + ", expected "
                            + List.of(AUDIO, MASK),
                    "Export the encoder with these two inputs alone.");
        }
        Work work = new Work();
        OnnxGraph folded = FoldConstants.apply(needed, file.opset(), work);
        probe = new GraphProbe(folded, file.opset(), audio, mask, work);
        ProbeTable table = probe.table(batches());
        OnnxGraph current = folded;
        for (Pass pass : PASSES) {
            current = pass.apply(current, table);
        }
        canonical = current;
    }

    /** The nodes and constants that the output needs, as the file holds them. */
    OnnxGraph needed() {
        return needed;
    }

    GraphProbe probe() {
        return probe;
    }

    OnnxGraph canonical() {
        return canonical;
    }

    private static OnnxGraph.Input input(OnnxFile file, String name) {
        for (OnnxGraph.Input input : file.graph().inputs()) {
            if (input.name().equals(name)) {
                if (input.shape().size() != 2
                        || input.shape().stream().anyMatch(size -> size >= 0)) {
                    throw new ModelException(
                            file.name()
                                    + ": the input '"
                                    + name
                                    + "' has the shape "
                                    + input.shape()
                                    + ", expected two dynamic axes, batch and samples",
                            "Export with dynamic_axes={\""
                                    + name
                                    + "\": {0: \"batch\", 1: \"samples\"}, ...}.");
                }
                return input;
            }
        }
        throw new ModelException(
                file.name()
                        + " has no input '"
                        + name
                        + "', but "
                        + file.graph().inputs().stream().map(OnnxGraph.Input::name).toList(),
                "Export with input_names=[\"" + AUDIO + "\", \"" + MASK + "\"].");
    }

    /** Unlike sizes, so that no two axes agree by chance; every clip is at least half full. */
    private static List<GraphProbe.Batch> batches() {
        return IntStream.of(2, 3, 5)
                .mapToObj(
                        clips ->
                                new GraphProbe.Batch(
                                        2801 + 1009 * clips,
                                        IntStream.range(0, clips)
                                                .map(clip -> 2801 + 1009 * clips - 613 * clip)
                                                .boxed()
                                                .toList()))
                .toList();
    }
}
