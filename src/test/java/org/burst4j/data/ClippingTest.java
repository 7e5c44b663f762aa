package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.burst4j.audio.AudioConfig;
import org.burst4j.audio.Loudness;
import org.burst4j.audio.SampleClipping;
import org.burst4j.audio.WavWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClippingTest {
    @TempDir private Path folder;

    private static Clipping of(double... shares) {
        List<Clipping.ClipShare> clips = new ArrayList<>();
        for (double share : shares) {
            clips.add(new Clipping.ClipShare("clip" + clips.size(), share));
        }
        return Clipping.of(clips);
    }

    @Test
    void shares_are_averaged_and_the_worst_clips_named() {
        Clipping clipping = of(0, 0.1, 0.3, 0, 0.1);
        assertThat(clipping.meanShare()).isCloseTo(0.1, within(1e-12));
        assertThat(clipping.clippedClips()).isEqualTo(3);
        assertThat(clipping.clippedClipsShare()).isCloseTo(0.6, within(1e-12));
        assertThat(clipping.worst())
                .extracting(Clipping.ClipShare::id)
                .containsExactly("clip2", "clip1", "clip4");
        assertThat(clipping.text())
                .isEqualTo(
                        "10.00 % of the samples (mean over 5 clips), 3 clips (60.0 %) with any;"
                                + " most: clip2 30.00 %, clip1 10.00 %, clip4 10.00 %");
    }

    @Test
    void only_a_few_of_the_worst_are_named_and_none_where_none_is_clipped() {
        assertThat(of(.1, .2, .3, .4, .5, .6, .7).worst()).hasSize(Clipping.WORST);
        assertThat(of(0, 0).text())
                .isEqualTo("0.00 % of the samples (mean over 2 clips), 0 clips (0.0 %) with any");
        assertThat(of().meanShare()).isZero();
        assertThat(of().clippedClipsShare()).isZero();
    }

    @Test
    void a_sine_just_below_minus_3_db_rms_is_not_clipped_and_pulses_are() {
        // At -3.5 dB a sine peaks at 0.945; the pulses' rms is 0.051, so that they come to 6.6.
        float[] sine = new float[1600];
        float[] pulse = new float[1600];
        for (int sample = 0; sample < sine.length; sample++) {
            sine[sample] = (float) (0.4 * Math.sin(2 * Math.PI * sample / 40));
            pulse[sample] = sample % 100 == 0 ? 0.5f : sample % 2 == 0 ? 0.01f : -0.01f;
        }
        Clip sineClip = clip("sine", sine);
        Clip pulseClip = clip("pulse", pulse);
        ClippingLog log = new ClippingLog();
        WaveformSource source =
                new RecordReaderSource(
                        new AudioConfig(
                                16_000, 0.05, 30, Loudness.RMS, -3.5, SampleClipping.NONE, true),
                        log);
        source.read(sineClip.file());
        source.read(pulseClip.file());
        Clipping clipping = log.of(List.of(sineClip, pulseClip));
        assertThat(clipping.clips()).isEqualTo(2);
        assertThat(clipping.clippedClips()).isEqualTo(1);
        // 16 of 1600 samples are pulses.
        assertThat(clipping.worst()).hasSize(1);
        assertThat(clipping.worst().get(0).id()).isEqualTo("pulse");
        assertThat(clipping.worst().get(0).share()).isCloseTo(0.01, within(1e-9));
        assertThat(clipping.meanShare()).isCloseTo(0.005, within(1e-9));
    }

    @Test
    void files_that_were_not_read_are_left_out() {
        ClippingLog log = new ClippingLog();
        Clip read = clip("read", new float[1600]);
        log.add(read.file(), 0.25);
        Clipping clipping = log.of(List.of(read, DataFolder.clip("other", null, 1)));
        assertThat(clipping.clips()).isEqualTo(1);
        assertThat(clipping.meanShare()).isEqualTo(0.25);
    }

    private Clip clip(String name, float[] samples) {
        Path file = folder.resolve(name + ".wav");
        WavWriter.write(file, samples, 16_000);
        return new Clip(name, file, null, null, Map.of());
    }
}
