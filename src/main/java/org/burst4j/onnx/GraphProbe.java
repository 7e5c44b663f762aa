package org.burst4j.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a graph's shape and mask arithmetic for given sizes of input, with the audio itself unknown.
 *
 * <p>Exporters write the same shapes and masks in many ways, and new ones with each version. So we
 * do not match their operations: we compute them. A value that comes out known is arithmetic on
 * shapes, or on the mask; a value that comes out hollow is made from the audio, and is what the
 * graph is about.
 */
final class GraphProbe {
    private final OnnxGraph graph;
    private final int opset;
    private final OnnxGraph.Input audio;
    private final OnnxGraph.Input mask; // null if the file has none
    private final Work work;

    /**
     * A batch of which only sizes are known.
     *
     * @param samples padded length of the batch
     * @param lengths real samples of each clip, one number a clip
     */
    record Batch(int samples, List<Integer> lengths) {}

    GraphProbe(OnnxGraph graph, int opset, Boundary boundary, Work work) {
        this.graph = graph;
        this.opset = opset;
        audio = boundary.audio();
        mask = boundary.mask();
        this.work = work;
    }

    /** The same with an allowance of its own. */
    GraphProbe afresh() {
        return new GraphProbe(graph, opset, new Boundary(audio, mask), new Work());
    }

    /** Every value of the graph for a batch: known ones with their values, others hollow. */
    Map<String, OnnxTensor> run(Batch batch) {
        List<Integer> lengths = batch.lengths();
        int samples = batch.samples();
        long[] shape = {lengths.size(), samples};
        Map<String, OnnxTensor> values = new HashMap<>(graph.constants());
        values.put(audio.name(), OnnxTensor.hollow(audio.type(), shape));
        if (mask != null) {
            values.put(
                    mask.name(),
                    OnnxTensor.of(
                            mask.type(),
                            shape,
                            i -> i % samples < lengths.get(i / samples) ? 1 : 0));
        }
        for (OnnxNode node : graph.nodes()) {
            List<OnnxTensor> inputs = new ArrayList<>();
            node.inputs().forEach(input -> inputs.add(values.get(input)));
            values.put(node.output(), Evaluator.evaluate(node, inputs, opset, work));
        }
        return values;
    }

    /** The values that depend on what the mask holds, not only on its shape. */
    Set<String> maskDependent() {
        Set<String> dependent = new HashSet<>();
        if (mask != null) {
            dependent.add(mask.name());
        }
        for (OnnxNode node : graph.nodes()) {
            if (!node.is("Shape", "Size") && node.inputs().stream().anyMatch(dependent::contains)) {
                dependent.addAll(node.outputs());
            }
        }
        return dependent;
    }

    /** Runs several batches. */
    ProbeTable table(List<Batch> batches) {
        return new ProbeTable(batches.stream().map(this::run).toList(), maskDependent(), work);
    }
}
