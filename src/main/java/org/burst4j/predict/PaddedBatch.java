package org.burst4j.predict;

import java.util.Arrays;
import java.util.List;
import org.burst4j.audio.Waveform;

/**
 * Clips that go through the net together.
 *
 * @param clips their places in a list of waveforms
 * @param samples what each is padded to
 */
record PaddedBatch(List<Integer> clips, int samples) {
    /** Row-major [B,S] samples, then zeros. */
    float[] values(List<Waveform> waveforms) {
        float[] values = new float[clips.size() * samples];
        for (int row = 0; row < clips.size(); row++) {
            float[] own = waveforms.get(clips.get(row)).samples();
            System.arraycopy(own, 0, values, row * samples, own.length);
        }
        return values;
    }

    /** Row-major [B,S] 1 for a clip's own samples, 0 for padding. */
    float[] mask(List<Waveform> waveforms) {
        float[] mask = new float[clips.size() * samples];
        for (int row = 0; row < clips.size(); row++) {
            int own = waveforms.get(clips.get(row)).samples().length;
            Arrays.fill(mask, row * samples, row * samples + own, 1);
        }
        return mask;
    }
}
