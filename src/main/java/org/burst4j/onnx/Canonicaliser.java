package org.burst4j.onnx;

import java.util.Comparator;
import java.util.List;
import org.burst4j.ModelException;

/** Brings the graph of a file into the few large operations of {@link Macro}. */
final class Canonicaliser {
    private static final String OUTPUT = "last_hidden_state";

    private static final List<Pass> PASSES =
            List.of(
                    new TakeOutArithmetic(),
                    new DropIdentities(),
                    new FuseGroupNorm(),
                    new FuseLayerNorm(),
                    new FuseCrop(),
                    new FuseGelu(),
                    new FuseLinear(),
                    new NameMasks(),
                    new FuseAttention(),
                    new ToNwc());

    private final OnnxGraph needed;
    private final String audio;
    private final GraphProbe probe;
    private final Batches sizes;
    private final OnnxGraph canonical;

    Canonicaliser(OnnxFile file) {
        Boundary boundary = Boundary.of(file);
        audio = boundary.audio().name();
        sizes = new Batches(boundary.fixedBatch(), boundary.fixedSamples());
        OnnxGraph whole = file.graph();
        boolean named = whole.outputs().contains(OUTPUT);
        OnnxGraph start = named ? whole.onlyFor(List.of(OUTPUT)) : whole;
        OnnxGraph prepared = FindWeightNorm.apply(start, file.opset());
        Work work = new Work();
        OnnxGraph folded = FoldConstants.apply(prepared, file.opset(), work);
        folded = FoldConstants.apply(SplitToSlices.apply(folded), file.opset(), work);
        String output = named ? OUTPUT : deepest(file, folded, boundary, work);
        needed = whole.onlyFor(List.of(output));
        folded = folded.onlyFor(List.of(output));
        probe = new GraphProbe(folded, file.opset(), boundary, work);
        ProbeTable table = probe.table(sizes.unlike());
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

    /** Name of the input for the samples. */
    String audio() {
        return audio;
    }

    GraphProbe probe() {
        return probe;
    }

    Batches sizes() {
        return sizes;
    }

    OnnxGraph canonical() {
        return canonical;
    }

    /** Of the outputs [B,T,any] the one that most nodes lead to: the last layer, or its head. */
    private String deepest(OnnxFile file, OnnxGraph graph, Boundary boundary, Work work) {
        List<String> deepestFirst =
                graph.outputs().stream()
                        .sorted(
                                Comparator.comparingInt(
                                        output -> -graph.onlyFor(List.of(output)).nodes().size()))
                        .toList();
        GraphProbe.Batch batch = sizes.unlike().get(0);
        for (String output : deepestFirst) {
            OnnxGraph part = graph.onlyFor(List.of(output));
            OnnxTensor value =
                    new GraphProbe(part, file.opset(), boundary, work).run(batch).get(output);
            if (value != null && value.rank() == 3) {
                return output;
            }
        }
        throw new ModelException(
                file.name()
                        + " has the outputs "
                        + graph.outputs()
                        + ", expected '"
                        + OUTPUT
                        + "', or one of [batch, frames, any]",
                "Export with output_names=[\"" + OUTPUT + "\"].");
    }
}
