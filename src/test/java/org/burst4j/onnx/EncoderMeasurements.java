package org.burst4j.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How far imported encoders are from ONNX Runtime and torch; measured once for each. */
final class EncoderMeasurements {
    /** Gradients below this part of the largest of all are compared relative to that part. */
    private static final double FLOOR = 1e-4;

    private static final Map<String, Forward> FORWARD = new ConcurrentHashMap<>();
    private static final Map<String, Double> GRADIENTS = new ConcurrentHashMap<>();

    private EncoderMeasurements() {}

    /**
     * Largest differences over all cases.
     *
     * @param info of the encoder
     * @param runtime from ONNX Runtime's last hidden state, or NaN if the file does not give it
     * @param torch from torch's, all hidden states included
     */
    record Forward(EncoderInfo info, double runtime, double torch) {}

    static Forward forward(EncoderFixtures.Export export) {
        return FORWARD.computeIfAbsent(export.toString(), key -> measure(export));
    }

    private static Forward measure(EncoderFixtures.Export export) {
        try (OnnxEncoder encoder = OnnxEncoder.read(export.file())) {
            TinyGraph graph = new TinyGraph(encoder);
            double runtime = Double.NaN;
            double torch = 0;
            for (String name : export.cases()) {
                OnnxFixtures.Batch batch = EncoderFixtures.batch(name);
                List<float[]> states = graph.hiddenStates(batch);
                float[] last = states.get(states.size() - 1);
                float[] expected = export.runtime(name);
                if (expected != null) {
                    double difference = EncoderFixtures.largestDifference(last, expected);
                    runtime = Double.isNaN(runtime) ? difference : Math.max(runtime, difference);
                }
                for (int i = 0; i < states.size(); i++) {
                    if (name.equals("padded") || i == states.size() - 1) {
                        String output =
                                i == states.size() - 1 ? "last_hidden_state" : "hidden_states." + i;
                        float[] state =
                                EncoderFixtures.torch(
                                        export.topology(), name, export.hasMask(), output);
                        torch =
                                Math.max(
                                        torch,
                                        EncoderFixtures.largestDifference(states.get(i), state));
                    }
                }
            }
            return new Forward(encoder.info(), runtime, torch);
        }
    }

    /** What makes graphs of one topology differ; they are measured once each. */
    static String graphKey(EncoderFixtures.Export export) {
        EncoderInfo info = forward(export).info();
        return export.topology() + " " + info.usesAttentionMask() + " " + info.weightNorm();
    }

    /**
     * The largest difference from torch's gradients of all parameters, each relative to the largest
     * gradient of the parameter.
     */
    static double gradients(EncoderFixtures.Export export) {
        return GRADIENTS.computeIfAbsent(graphKey(export), key -> measureGradients(export));
    }

    private static double measureGradients(EncoderFixtures.Export export) {
        String topology = export.topology();
        try (OnnxEncoder encoder = OnnxEncoder.read(export.file())) {
            boolean mask = export.hasMask();
            boolean old =
                    encoder.weights().keySet().stream().anyMatch(name -> name.endsWith("weight_g"));
            float[] like = EncoderFixtures.torch(topology, "padded", mask, "last_hidden_state");
            Map<String, INDArray> actual =
                    new HashMap<>(
                            new TinyGraph(encoder)
                                    .gradients(EncoderFixtures.batch("padded"), like));
            CheckpointLayout.unfold(actual, EncoderFixtures.parameters(topology));
            Map<String, INDArray> expected =
                    CheckpointLayout.gradients(EncoderFixtures.gradients(topology, mask), old);
            if (!actual.keySet().equals(expected.keySet())) {
                throw new AssertionError(actual.keySet() + " are not " + expected.keySet());
            }
            double all =
                    expected.values().stream()
                            .mapToDouble(array -> array.amaxNumber().doubleValue())
                            .max()
                            .orElseThrow();
            double largest = 0;
            for (Map.Entry<String, INDArray> entry : expected.entrySet()) {
                INDArray own = actual.get(entry.getKey());
                double scale = Math.max(entry.getValue().amaxNumber().doubleValue(), FLOOR * all);
                double difference = own.sub(entry.getValue()).amaxNumber().doubleValue() / scale;
                largest = difference <= largest ? largest : difference;
            }
            return largest;
        }
    }
}
