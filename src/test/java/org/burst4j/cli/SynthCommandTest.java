package org.burst4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthCommandTest {
    @TempDir private Path folder;

    private Cli.Result synth(String shares, String speakers) {
        return Cli.run(
                "synth",
                "--clips",
                "17",
                "--speakers",
                speakers,
                "--shares",
                shares,
                "--out",
                folder.resolve(shares).toString());
    }

    @Test
    void official_shares_are_told_in_the_manifest() {
        assertThat(synth("official", "17").exitCode()).isZero();
        assertThat(folder.resolve("official/synth.json"))
                .content()
                .contains("\"shares\" : \"official\"");
    }

    @Test
    void shares_that_cannot_be_had_are_refused_with_a_cure() {
        Cli.Result unknown = synth("fair", "17");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("shares 'fair' are not known")
                .contains("Known shares: 'even' and 'official'.");
        Cli.Result few = synth("official", "16");
        assertThat(few.exitCode()).isEqualTo(2);
        assertThat(few.err()).contains("speakers is 16, must be at least 17 with official shares");
        assertThat(folder).isEmptyDirectory();
    }
}
