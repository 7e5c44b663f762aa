package org.burst4j.predict;

import java.util.Arrays;
import java.util.List;
import org.burst4j.audio.Waveform;

/**
 * Clips that go through the net together.
 *
 * @param clips the number of each
 * @param waveforms the clips
 * @param samples what each is padded to
 */
record PaddedBatch(List<Integer> clips, List<Waveform> waveforms, int samples) {
    /** Copies the lists. */
    PaddedBatch {
        clips = List.copyOf(clips);
        waveforms = List.copyOf(waveforms);
    }

    /** Row-major [B,S] samples, then zeros. */
    float[] values() {
        float[] values = new float[clips.size() * samples];
        for (int row = 0; row < clips.size(); row++) {
            float[] own = waveforms.get(row).samples();
            System.arraycopy(own, 0, values, row * samples, own.length);
        }
        return values;
    }

    /** Row-major [B,S] 1 for a clip's own samples, 0 for padding. */
    float[] mask() {
        float[] mask = new float[clips.size() * samples];
        for (int row = 0; row < clips.size(); row++) {
            int own = waveforms.get(row).samples().length;
            Arrays.fill(mask, row * samples, row * samples + own, 1);
        }
        return mask;
    }
}
