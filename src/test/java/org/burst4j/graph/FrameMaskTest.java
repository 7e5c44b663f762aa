package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.burst4j.ConfigException;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class FrameMaskTest {
    private static final int[] KERNELS = {10, 3, 3, 3, 3, 2, 2};
    private static final int[] STRIDES = {5, 2, 2, 2, 2, 2, 2};

    @Test
    void speech_encoders_see_400_samples_every_320() {
        assertThat(FrameMask.receptiveField(KERNELS, STRIDES)).isEqualTo(400);
        assertThat(FrameMask.stride(STRIDES)).isEqualTo(320);
    }

    @Test
    void one_formula_equals_the_nested_floors_for_every_length() {
        for (int samples = 0; samples < 200_000; samples++) {
            long expected = samples;
            for (int layer = 0; layer < KERNELS.length; layer++) {
                expected =
                        Math.max(0, Math.floorDiv(expected - KERNELS[layer], STRIDES[layer]) + 1);
            }
            assertThat(FrameMask.frames(samples, 400, 320)).isEqualTo(expected);
        }
    }

    @Test
    void one_formula_equals_the_nested_floors_for_odd_stacks() {
        int[] kernels = {7, 4, 5};
        int[] strides = {3, 4, 1};
        int field = FrameMask.receptiveField(kernels, strides);
        int stride = FrameMask.stride(strides);
        for (int samples = field; samples < 500; samples++) {
            long expected = ((samples - 7L) / 3 + 1 - 4) / 4 + 1 - 5 + 1;
            assertThat(FrameMask.frames(samples, field, stride)).isEqualTo(expected);
        }
    }

    @Test
    void known_clips_have_known_frames() {
        assertThat(FrameMask.frames(159_360, 400, 320)).isEqualTo(497);
        assertThat(FrameMask.frames(35_840, 400, 320)).isEqualTo(111);
        assertThat(FrameMask.frames(399, 400, 320)).isZero();
        assertThat(FrameMask.frames(400, 400, 320)).isEqualTo(1);
    }

    @Test
    void the_graph_counts_the_frames_of_every_length_in_a_padded_batch() {
        SameDiff sd = SameDiff.create();
        SDVariable mask = sd.placeHolder("attention_mask", DataType.FLOAT, -1, -1);
        FrameMask.fromSamples(sd, mask, 400, 320).rename("frame_mask");
        int[] sizes = {400, 719, 720, 1999, 5000};
        for (int size : sizes) {
            int[] lengths = {size, Math.max(400, size - 1), 400, Math.min(size, 720), 399};
            INDArray array = Nd4j.zeros(DataType.FLOAT, lengths.length, size);
            for (int row = 0; row < lengths.length; row++) {
                for (int sample = 0; sample < lengths[row]; sample++) {
                    array.putScalar(row, sample, 1f);
                }
            }
            INDArray frames =
                    sd.output(Map.of("attention_mask", array), "frame_mask").get("frame_mask");
            assertThat(frames.shape()).containsExactly(5, FrameMask.frames(size, 400, 320));
            for (int row = 0; row < lengths.length; row++) {
                long expected = FrameMask.frames(lengths[row], 400, 320);
                for (int frame = 0; frame < frames.size(1); frame++) {
                    assertThat(frames.getDouble(row, frame)).isEqualTo(frame < expected ? 1 : 0);
                }
            }
        }
    }

    @Test
    void lists_of_unequal_length_and_zeros_are_refused() {
        assertThatThrownBy(() -> FrameMask.receptiveField(new int[] {3}, new int[0]))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("1 kernels and 0 strides");
        assertThatThrownBy(() -> FrameMask.receptiveField(new int[] {3, 0}, new int[] {1, 1}))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("layer 1: kernel 0");
    }
}
