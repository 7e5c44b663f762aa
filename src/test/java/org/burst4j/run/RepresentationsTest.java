package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.burst4j.ModelException;
import org.burst4j.audio.Waveform;
import org.burst4j.predict.ClipPrediction;
import org.burst4j.predict.RepresentationReader;
import org.burst4j.predict.VocalBurstModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RepresentationsTest {
    private static final Path DEMO =
            Path.of(System.getProperty("burst4j.projectDirectory", "."))
                    .resolve("samediff-graphs/demo");

    @BeforeAll
    static void start() {
        Backend.start(0);
    }

    private static List<Waveform> waveforms() {
        Random random = new Random(5);
        List<Waveform> waveforms = new ArrayList<>();
        for (int samples : List.of(16_000, 9_000, 15_500, 3_000)) {
            float[] noise = new float[samples];
            for (int i = 0; i < samples; i++) {
                noise[i] = (float) random.nextGaussian();
            }
            waveforms.add(new Waveform(noise, 16_000, 0));
        }
        return waveforms;
    }

    @Test
    void rows_are_what_predictions_are_made_of_whoever_shares_the_batch() {
        List<Waveform> waveforms = waveforms();
        List<String> names = List.of("a", "b", "c", "d");
        try (VocalBurstModel model = VocalBurstModel.load(DEMO);
                RepresentationReader reader = model.reader(List.of("embedding"))) {
            assertThat(model.representations()).containsExactly("embedding");
            List<ClipPrediction> predictions = model.predict(names, waveforms);
            float[][] together = reader.read(names, waveforms).get("embedding");
            for (int clip = 0; clip < names.size(); clip++) {
                assertThat(together[clip]).isEqualTo(predictions.get(clip).embedding());
                Map<String, float[][]> alone =
                        reader.read(List.of("x"), List.of(waveforms.get(clip)));
                assertThat(alone.get("embedding")[0])
                        .containsExactly(
                                together[clip], org.assertj.core.data.Offset.offset(1e-5f));
            }
        }
    }

    @Test
    void a_representation_that_the_model_lacks_is_refused() {
        try (VocalBurstModel model = VocalBurstModel.load(DEMO)) {
            assertThatThrownBy(() -> model.reader(List.of("features/shared")))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("no representation 'features/shared'");
        }
    }
}
