package org.burst4j.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.burst4j.ConfigException;
import org.junit.jupiter.api.Test;

class AudioConfigTest {
    @Test
    void goes_to_json_and_back() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        AudioConfig config =
                new AudioConfig(8000, 0.1, 12, Loudness.RMS, -20, SampleClipping.INT16, false);
        String json = mapper.writeValueAsString(config);
        assertThat(json)
                .contains("\"loudness\":\"rms\"")
                .contains("\"sampleRateHz\":8000")
                .contains("\"clip\":\"int16\"");
        assertThat(mapper.readValue(json, AudioConfig.class)).isEqualTo(config);
    }

    @Test
    void settings_from_before_there_was_a_choice_do_not_clip() throws Exception {
        AudioConfig old =
                new ObjectMapper()
                        .readValue(
                                "{\"sampleRateHz\":16000,\"minSeconds\":0.05,\"maxSeconds\":30,"
                                        + "\"loudness\":\"none\",\"loudnessDb\":-3,"
                                        + "\"unitVariance\":true}",
                                AudioConfig.class);
        assertThat(old).isEqualTo(AudioConfig.DEFAULTS);
        assertThat(old.clip()).isEqualTo(SampleClipping.NONE);
        assertThat(old.clipsText()).isEqualTo("would clip");
    }

    @Test
    void names_the_key_the_value_and_the_range() {
        assertError(
                () -> new AudioConfig(0, 0, 1, Loudness.NONE, 0, SampleClipping.NONE, true),
                "audio.sampleRateHz is 0, expected 1000 to 768000");
        assertError(
                () ->
                        new AudioConfig(
                                16000, Double.NaN, 1, Loudness.NONE, 0, SampleClipping.NONE, true),
                "audio.minSeconds is NaN");
        assertError(
                () -> new AudioConfig(16000, 2, 2, Loudness.NONE, 0, SampleClipping.NONE, true),
                "audio.maxSeconds is 2.0, expected above minSeconds (2.0)");
        assertError(
                () -> new AudioConfig(16000, 0, 2, null, 0, SampleClipping.NONE, true),
                "audio.loudness is null, expected none, peak or rms");
        assertError(
                () -> new AudioConfig(16000, 0, 2, Loudness.PEAK, 0.1, SampleClipping.NONE, true),
                "audio.loudnessDb is 0.1, expected -80 to 0");
    }

    private static void assertError(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(ConfigException.class).hasMessageContaining(message);
    }
}
