package org.burst4j.data.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.burst4j.ConfigException;
import org.junit.jupiter.api.Test;

class SynthConfigTest {
    private static final Path ANYWHERE = Path.of("corpus");

    @Test
    void too_few_speakers_are_refused_with_the_range() {
        assertThatThrownBy(() -> new SynthConfig(SynthLayout.AVB, 100, 11, 1, ANYWHERE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("speakers is 11, must be at least 12");
    }

    @Test
    void official_shares_need_three_speakers_of_the_rarest_country() {
        SynthShares official = SynthShares.OFFICIAL;
        assertThatThrownBy(() -> new SynthConfig(SynthLayout.AVB, 99, 16, 1, official, ANYWHERE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("speakers is 16, must be at least 17 with official shares");
        assertThat(new SynthConfig(SynthLayout.AVB, 99, 17, 1, official, ANYWHERE).speakers())
                .isEqualTo(17);
    }

    @Test
    void shares_are_even_unless_told_otherwise() {
        assertThat(new SynthConfig(SynthLayout.AVB, 20, 20, 1, ANYWHERE).shares())
                .isEqualTo(SynthShares.EVEN);
        assertThatThrownBy(() -> new SynthConfig(SynthLayout.AVB, 20, 20, 1, null, ANYWHERE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("shares are missing");
    }

    @Test
    void clips_must_cover_the_speakers_and_fit_five_digits() {
        assertThatThrownBy(() -> new SynthConfig(SynthLayout.AVB, 19, 20, 1, ANYWHERE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("clips is 19, must be 20 to 99999");
        assertThatThrownBy(() -> new SynthConfig(SynthLayout.AVB, 100_000, 20, 1, ANYWHERE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("clips is 100000");
        assertThat(new SynthConfig(SynthLayout.AVB, 99_999, 12, 1, ANYWHERE).clips())
                .isEqualTo(99_999);
    }

    @Test
    void layout_and_directory_are_needed() {
        assertThatThrownBy(() -> new SynthConfig(null, 20, 20, 1, ANYWHERE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("layout is missing");
        assertThatThrownBy(() -> new SynthConfig(SynthLayout.AVB, 20, 20, 1, null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("directory is missing");
    }

    @Test
    void layouts_are_found_by_name_in_any_case() {
        assertThat(SynthLayout.of("ExVo")).isEqualTo(SynthLayout.EXVO);
        assertThat(SynthLayout.of("avb")).isEqualTo(SynthLayout.AVB);
        assertThatThrownBy(() -> SynthLayout.of("mp3"))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.cure()).contains("'avb' and 'exvo'"))
                .hasMessageContaining("layout 'mp3' is not known");
    }
}
