package org.burst4j.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.audio.Waveform;
import org.burst4j.model.EncoderGraph;
import org.junit.jupiter.api.Test;

class BatchFormerTest {
    private static final int BUCKET = 16_000;

    private static Waveform clip(int samples) {
        return new Waveform(new float[samples], BUCKET, 0);
    }

    private static List<PaddedBatch> batches(int bucket, int... lengths) {
        BatchFormer former = new BatchFormer(bucket);
        List<PaddedBatch> batches = new ArrayList<>();
        for (int clip = 0; clip < lengths.length; clip++) {
            batches.addAll(former.add(clip, clip(lengths[clip])));
        }
        batches.addAll(former.rest());
        assertThat(former.rest()).isEmpty();
        return batches;
    }

    @Test
    void clips_of_one_padded_length_share_a_batch_and_the_shortest_come_first() {
        List<PaddedBatch> batches = batches(BUCKET, 40_000, 16_000, 33_000, 1, 16_001);
        assertThat(batches)
                .extracting(PaddedBatch::samples)
                .containsExactly(16_000, 32_000, 48_000);
        assertThat(batches)
                .extracting(PaddedBatch::clips)
                .containsExactly(List.of(1, 3), List.of(4), List.of(0, 2));
    }

    @Test
    void a_batch_ends_when_it_holds_as_much_as_memory_should() {
        // 512,000 samples are 4 clips of 8 s; a clip that is longer than that is alone.
        int eight = 8 * BUCKET;
        List<PaddedBatch> batches =
                batches(BUCKET, eight, eight, eight, eight, eight, EncoderGraph.MOST_SAMPLES + 1);
        assertThat(batches)
                .extracting(PaddedBatch::clips)
                .containsExactly(List.of(0, 1, 2, 3), List.of(5), List.of(4));
    }

    @Test
    void many_lengths_do_not_wait_for_ever() {
        int[] lengths = new int[400];
        for (int clip = 0; clip < lengths.length; clip++) {
            lengths[clip] = 200_000 + clip * 10;
        }
        BatchFormer former = new BatchFormer(1);
        List<Integer> heard = new ArrayList<>();
        for (int clip = 0; clip < lengths.length; clip++) {
            former.add(clip, clip(lengths[clip])).forEach(b -> heard.addAll(b.clips()));
        }
        // 32 times 512,000 samples wait at most: about 81 clips of 200,000.
        assertThat(heard).hasSizeBetween(315, 325);
        former.rest().forEach(batch -> heard.addAll(batch.clips()));
        assertThat(heard).doesNotHaveDuplicates().hasSize(lengths.length);
    }

    @Test
    void batches_that_make_room_have_few_sizes_and_the_rest_waits() {
        // Up to 99 clips of each of 300 lengths would be full at 102 of 5,000 samples.
        BatchFormer former = new BatchFormer(1);
        List<Integer> heard = new ArrayList<>();
        List<PaddedBatch> early = new ArrayList<>();
        int clip = 0;
        for (int round = 0; round < 99; round++) {
            for (int length = 5000; length < 5300; length++) {
                early.addAll(former.add(clip++, clip(length)));
            }
        }
        assertThat(early).isNotEmpty();
        for (PaddedBatch batch : early) {
            assertThat(Integer.bitCount(batch.clips().size())).isEqualTo(1);
            assertThat(batch.clips()).isSorted();
            heard.addAll(batch.clips());
        }
        // What waits is within bounds although each batch is but a part of its group.
        int waiting = clip - heard.size();
        assertThat((long) waiting * 5000).isLessThanOrEqualTo(32L * EncoderGraph.MOST_SAMPLES);
        former.rest().forEach(batch -> heard.addAll(batch.clips()));
        assertThat(heard).doesNotHaveDuplicates().hasSize(clip);
    }

    @Test
    void rows_are_padded_with_zeros_and_masked() {
        PaddedBatch batch =
                new PaddedBatch(
                        List.of(4, 2),
                        List.of(
                                new Waveform(new float[] {1, 2}, BUCKET, 0),
                                new Waveform(new float[] {3}, BUCKET, 0)),
                        3);
        assertThat(batch.values()).containsExactly(1, 2, 0, 3, 0, 0);
        assertThat(batch.mask()).containsExactly(1, 1, 0, 1, 0, 0);
    }
}
