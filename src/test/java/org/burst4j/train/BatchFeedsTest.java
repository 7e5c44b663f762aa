package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.data.Batch;
import org.burst4j.model.ModelSettings;
import org.burst4j.model.SmallNet;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BatchFeedsTest {
    private static Map<String, INDArray> feeds(Map<String, float[]> targets) {
        Batch noise = SmallNet.batch(2, 1);
        Batch batch =
                new Batch(
                        noise.clips(),
                        3,
                        new float[] {1, 2, 0, 4, 5, 6},
                        new int[] {2, 3},
                        targets);
        return all(batch);
    }

    private static Map<String, INDArray> all(Batch batch) {
        Map<String, INDArray> feeds = BatchFeeds.audio(batch);
        feeds.putAll(BatchFeeds.labels(batch, SmallNet.specs(ModelSettings.DEFAULTS), null));
        return feeds;
    }

    private static Map<String, float[]> targets() {
        Map<String, float[]> targets = new LinkedHashMap<>();
        targets.put("emotions", new float[] {0.25f, Float.NaN, 1, 0, 0.5f, Float.NaN});
        targets.put("age", new float[] {39, Float.NaN});
        targets.put("kind", new float[] {2, Float.NaN});
        return targets;
    }

    private static INDArray rows(float[]... rows) {
        return Nd4j.createFromArray(rows);
    }

    @Test
    void audio_and_its_mask_are_rows_of_the_padded_length() {
        Map<String, INDArray> feeds = feeds(targets());
        assertThat(feeds.get("input_values"))
                .isEqualTo(rows(new float[] {1, 2, 0}, new float[] {4, 5, 6}));
        assertThat(feeds.get("attention_mask"))
                .isEqualTo(rows(new float[] {1, 1, 0}, new float[] {1, 1, 1}));
    }

    @Test
    void a_missing_label_is_zero_under_a_zero_mask() {
        Map<String, INDArray> feeds = feeds(targets());
        assertThat(feeds.get("target/emotions"))
                .isEqualTo(rows(new float[] {0.25f, 0, 1}, new float[] {0, 0.5f, 0}));
        assertThat(feeds.get("mask/emotions"))
                .isEqualTo(rows(new float[] {1, 0, 1}, new float[] {1, 1, 0}));
    }

    @Test
    void labels_are_scaled_from_their_range_to_0_to_1() {
        Map<String, INDArray> feeds = feeds(targets());
        // Halfway between 18 and 60.
        assertThat(feeds.get("target/age")).isEqualTo(rows(new float[] {0.5f}, new float[] {0}));
        assertThat(feeds.get("mask/age")).isEqualTo(rows(new float[] {1}, new float[] {0}));
    }

    @Test
    void classes_become_one_hot() {
        Map<String, INDArray> feeds = feeds(targets());
        assertThat(feeds.get("target/kind"))
                .isEqualTo(rows(new float[] {0, 0, 1}, new float[] {0, 0, 0}));
        assertThat(feeds.get("mask/kind")).isEqualTo(Nd4j.createFromArray(1f, 0f));
    }

    @Test
    void a_batch_without_a_task_masks_all_of_it() {
        Map<String, INDArray> feeds = feeds(Map.of());
        for (String task : new String[] {"emotions", "age", "kind"}) {
            assertThat(feeds.get("mask/" + task).sumNumber().doubleValue()).as(task).isZero();
            assertThat(feeds.get("target/" + task).sumNumber().doubleValue()).as(task).isZero();
        }
        assertThat(feeds.get("target/emotions").shape()).containsExactly(2, 3);
    }

    @Test
    void one_clip_gets_a_second_row_without_labels() {
        Batch one = SmallNet.batch(1, 4);
        Map<String, INDArray> feeds = all(one);
        INDArray values = feeds.get("input_values");
        assertThat(values.shape()).containsExactly(2, SmallNet.SAMPLES);
        assertThat(values.getRow(1)).isEqualTo(values.getRow(0));
        assertThat(feeds.get("mask/kind")).isEqualTo(Nd4j.createFromArray(1f, 0f));
        assertThat(feeds.get("mask/age")).isEqualTo(rows(new float[] {1}, new float[] {0}));
        assertThat(feeds.get("target/emotions").getRow(1).sumNumber().doubleValue()).isZero();
    }
}
