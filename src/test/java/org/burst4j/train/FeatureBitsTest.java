package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.burst4j.data.Batch;
import org.burst4j.graph.ForwardSession;
import org.burst4j.model.GraphNames;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.SmallNet;
import org.burst4j.model.WeightingRule;
import org.burst4j.onnx.OnnxEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The promise of the store, with an encoder of ND4J. */
class FeatureBitsTest {
    private static final int CLIPS = 11;
    private static final int BUCKET = 400;
    private static final FeatureSettings SETTINGS = FeatureSettings.of(Map.of("encoder", "tiny"));

    @TempDir Path folder;

    private static float[] noise(Path file) {
        Random random = new Random(FeatureClips.number(file));
        float[] samples = new float[900 + random.nextInt(900)];
        for (int index = 0; index < samples.length; index++) {
            samples[index] = (float) random.nextGaussian();
        }
        return samples;
    }

    private static FeatureClips clips(int count) {
        return new FeatureClips(count, FeatureBitsTest::noise, BUCKET);
    }

    private static float[][] embed(ForwardSession session, Batch batch) {
        int[] shape = {batch.size(), batch.paddedSamples()};
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        feeds.put(
                GraphNames.INPUT_VALUES,
                Nd4j.createFromArray(batch.inputValues()).reshape('c', shape)); // [B,S]
        feeds.put(
                GraphNames.ATTENTION_MASK,
                Nd4j.createFromArray(batch.attentionMask()).reshape('c', shape)); // [B,S]
        try (INDArray embedding = session.run(feeds).get(GraphNames.EMBEDDING)) {
            return embedding.toFloatMatrix(); // [B,D]
        } finally {
            feeds.values().forEach(INDArray::close);
        }
    }

    private FeatureStore store() {
        return FeatureStore.in(folder, SETTINGS, SmallNet.WIDTH);
    }

    /** How many rows the folder has for the data sets of this test. */
    private int stored() {
        FeatureStore store = store();
        for (int count : new int[] {CLIPS - 4, CLIPS}) {
            FeatureClips clips = clips(count);
            store.load(FeatureKeys.of(clips.equalLengths(), clips.audioKeys(done -> {})).values());
        }
        return store.size();
    }

    private static float[] extract(SameDiff graph, FeatureClips clips, FeatureStore store) {
        try (ForwardSession session = new ForwardSession(graph, List.of(GraphNames.EMBEDDING))) {
            return new FeatureExtraction(clips, store, StopSignal.NEVER)
                    .run(batch -> embed(session, batch), (done, all) -> {})
                    .of(clips.clips());
        }
    }

    @Test
    void features_have_the_same_bits_without_a_folder_and_with_any_part_of_it() {
        try (OnnxEncoder encoder = OnnxEncoder.read(SmallNet.encoderFile())) {
            MultitaskNet net = SmallNet.net(encoder, WeightingRule.UNCERTAINTY);
            SameDiff graph = net.inferenceGraph(net.initialWeights(1));
            float[] fresh = extract(graph, clips(CLIPS), FeatureStore.inMemory(SmallNet.WIDTH));
            assertThat(fresh).hasSize(CLIPS * SmallNet.WIDTH);
            // A data set without the last clips leaves some groups of this one, and others.
            extract(graph, clips(CLIPS - 4), store());
            int before = stored();
            assertThat(before).isEqualTo(CLIPS - 4);
            assertThat(extract(graph, clips(CLIPS), store())).isEqualTo(fresh);
            int after = stored();
            assertThat(after).isGreaterThan(CLIPS);
            assertThat(extract(graph, clips(CLIPS), store())).isEqualTo(fresh);
            assertThat(stored()).isEqualTo(after);
            assertThat(Arrays.copyOf(fresh, SmallNet.WIDTH))
                    .isNotEqualTo(Arrays.copyOfRange(fresh, SmallNet.WIDTH, 2 * SmallNet.WIDTH));
        }
    }
}
