package org.burst4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.audio.Waveform;
import org.burst4j.data.Batch;
import org.burst4j.graph.ForwardSession;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.predict.ClipPrediction;
import org.burst4j.predict.VocalBurstModel;
import org.burst4j.task.Task;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A saved net with intermediate tasks predicts what its heads say in training. */
class IntermediateBundleTest {
    private static final int BUCKET = 400;

    @TempDir Path folder;

    private static ModelManifest manifest() {
        return new ModelManifest(
                ModelManifest.CURRENT_VERSION,
                "1.2.3",
                "multitask",
                SmallNet.TASKS,
                Map.of("sampleRateHz", 16_000, "maxSeconds", 12.5, "loudness", "none"),
                BUCKET,
                400,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of());
    }

    private static Waveform waveform(Batch batch, int row) {
        int from = row * batch.paddedSamples();
        int to = from + batch.lengthsSamples()[row];
        return new Waveform(Arrays.copyOfRange(batch.inputValues(), from, to), 16_000, 0);
    }

    /** What the heads of the training graph make of an embedding. */
    private static Map<String, float[]> headScores(
            MultitaskNet net, Map<String, INDArray> weights, float[] embedding) {
        TrainingGraph heads = net.headsGraph(weights, LossForm.TRAINING);
        Map<String, float[]> scores = new LinkedHashMap<>();
        try (ForwardSession session =
                        new ForwardSession(heads.graph(), List.copyOf(heads.scores().values()));
                INDArray input = Nd4j.createFromArray(new float[][] {embedding})) {
            session.run(Map.of(GraphNames.EMBEDDING, input))
                    .forEach((name, array) -> scores.put(name, array.dup('c').data().asFloat()));
        }
        return scores;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void predictions_of_a_saved_net_are_those_of_its_heads(boolean gradient) {
        ModelSettings settings =
                new ModelSettings(
                        SmallNet.HEAD_UNITS,
                        PoolingRule.VALID,
                        LayerRule.LAST,
                        WeightingRule.FIXED,
                        List.of("kind", "age"),
                        gradient,
                        TaskSettings.DEFAULTS,
                        Map.of());
        Batch batch = SmallNet.batch(3, 5);
        List<Waveform> waveforms = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            waveforms.add(waveform(batch, row));
        }
        try (OnnxEncoder encoder = OnnxEncoder.read(SmallNet.encoderFile())) {
            MultitaskNet net = new MultitaskNet(encoder, settings, SmallNet.specs(settings));
            Map<String, INDArray> weights = net.initialWeights(1);
            // The scores count for more than the embedding: who leaves them out is found out.
            INDArray dense = weights.get("heads/emotions/dense/weight");
            for (int row = SmallNet.WIDTH; row < dense.rows(); row++) {
                dense.getRow(row).muli(5);
            }
            ModelBundle.write(folder, manifest(), weights, net.inferenceGraph(weights));

            try (VocalBurstModel model = VocalBurstModel.load(folder)) {
                List<ClipPrediction> company = model.predict(List.of("a", "b", "c"), waveforms);
                for (int row = 0; row < waveforms.size(); row++) {
                    ClipPrediction alone =
                            model.predict(List.of("alone"), List.of(waveforms.get(row))).get(0);
                    Map<String, float[]> expected = headScores(net, weights, alone.embedding());
                    for (Task task : SmallNet.TASKS) {
                        float[] scores = expected.get(GraphNames.score(task.name()));
                        assertThat(alone.task(task.name()).values())
                                .as(task.name())
                                .containsExactly(scores, within(1e-4f));
                        assertThat(company.get(row).task(task.name()).values())
                                .as(task.name() + " in company")
                                .containsExactly(scores, within(1e-3f));
                    }
                    assertPlain(waveforms.get(row), expected);
                }
            }
        }
    }

    /** The graph gives the same to a program that has only ND4J. */
    private void assertPlain(Waveform clip, Map<String, float[]> expected) {
        SameDiff graph = SameDiff.load(folder.resolve(ModelBundle.GRAPH).toFile(), false);
        int padded = (clip.samples().length + BUCKET - 1) / BUCKET * BUCKET;
        float[] mask = new float[padded];
        Arrays.fill(mask, 0, clip.samples().length, 1);
        Map<String, INDArray> inputs =
                Map.of(
                        GraphNames.INPUT_VALUES,
                        Nd4j.createFromArray(new float[][] {Arrays.copyOf(clip.samples(), padded)}),
                        GraphNames.ATTENTION_MASK,
                        Nd4j.createFromArray(new float[][] {mask}));
        graph.output(inputs, List.copyOf(expected.keySet()))
                .forEach(
                        (name, scores) ->
                                assertThat(scores.dup('c').data().asFloat())
                                        .as(name)
                                        .containsExactly(expected.get(name), within(1e-4f)));
    }
}
