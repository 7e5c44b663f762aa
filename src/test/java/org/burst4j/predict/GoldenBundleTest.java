package org.burst4j.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.burst4j.audio.Pcm;
import org.junit.jupiter.api.Test;

/** A bundle that an earlier build wrote stays readable and keeps its numbers. */
class GoldenBundleTest {
    private static final Path DEMO =
            Path.of(System.getProperty("burst4j.projectDirectory", "."))
                    .resolve("samediff-graphs/demo");

    /** A second of a rising tone. */
    private static Pcm tone() {
        float[] samples = new float[16_000];
        for (int i = 0; i < samples.length; i++) {
            double seconds = i / 16_000.0;
            samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * seconds * (200 + 400 * seconds)));
        }
        return Pcm.mono(samples, 16_000);
    }

    @Test
    void the_demo_graph_of_version_1_gives_the_scores_that_it_gave_when_it_was_made() {
        try (VocalBurstModel model = VocalBurstModel.load(DEMO)) {
            ClipPrediction prediction = model.predict(tone(), "tone");

            assertThat(prediction.tasks().keySet())
                    .containsExactly("high", "culture", "two", "type", "country");
            assertThat(prediction.task("two").values())
                    .containsExactly(new float[] {0.07263f, 0.76743f}, within(1e-4f));
        }
    }
}
