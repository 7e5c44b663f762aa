package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.burst4j.DataException;
import org.burst4j.audio.Waveform;
import org.burst4j.engine.Engine;
import org.burst4j.predict.ClipListener;
import org.burst4j.predict.ClipPrediction;
import org.burst4j.predict.RepresentationReader;
import org.burst4j.predict.VocalBurstModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A model gives a clip the same numbers with either engine, in any order, beside any clip. */
class EnginesOfAModelTest {
    private static final Path DEMO =
            Path.of(System.getProperty("burst4j.projectDirectory", "."))
                    .resolve("samediff-graphs/demo");
    private static final int CLIPS = 23;

    private static List<Waveform> waveforms;
    private static List<String> names;
    private static List<ClipPrediction> expected;

    @BeforeAll
    static void predict() {
        Backend.start(0);
        Random random = new Random(11);
        waveforms = new ArrayList<>();
        names = new ArrayList<>();
        for (int clip = 0; clip < CLIPS; clip++) {
            float[] noise = new float[1_000 + random.nextInt(50_000)];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) random.nextGaussian();
            }
            waveforms.add(new Waveform(noise, 16_000, 0));
            names.add("clip " + clip);
        }
        expected = new ArrayList<>();
        try (VocalBurstModel model = VocalBurstModel.load(DEMO, Engine.SAMEDIFF)) {
            for (int clip = 0; clip < CLIPS; clip++) {
                expected.addAll(
                        model.predict(List.of(names.get(clip)), List.of(waveforms.get(clip))));
            }
        }
    }

    private static void assertSame(ClipPrediction actual, ClipPrediction wanted) {
        assertThat(actual.name()).isEqualTo(wanted.name());
        assertThat(actual.seconds()).isEqualTo(wanted.seconds());
        assertThat(actual.embedding()).containsExactly(wanted.embedding(), within(1e-5f));
        wanted.tasks()
                .forEach(
                        (task, scores) ->
                                assertThat(actual.task(task).values())
                                        .as(task)
                                        .containsExactly(scores.values(), within(1e-5f)));
    }

    @Test
    void clips_of_a_list_are_predicted_as_alone_by_both_engines() {
        for (Engine engine : List.of(Engine.PLANNED, Engine.SAMEDIFF)) {
            try (VocalBurstModel model = VocalBurstModel.load(DEMO, engine)) {
                List<ClipPrediction> predictions = model.predict(names, waveforms);
                for (int clip = 0; clip < CLIPS; clip++) {
                    assertSame(predictions.get(clip), expected.get(clip));
                }
            }
        }
    }

    @Test
    void clips_of_a_source_are_predicted_as_alone_in_any_order_around_bad_ones() {
        List<Integer> order = new ArrayList<>();
        for (int clip = 0; clip < CLIPS; clip++) {
            order.add(clip);
        }
        Collections.shuffle(order, new Random(3));
        int bad = CLIPS / 2;
        Map<Integer, ClipPrediction> heard = new LinkedHashMap<>();
        List<String> refused = new ArrayList<>();
        try (VocalBurstModel model = VocalBurstModel.load(DEMO)) {
            model.predict(
                    order.stream().map(names::get).toList(),
                    clip -> {
                        if (clip == bad) {
                            return new Waveform(new float[10], 16_000, 0);
                        }
                        return waveforms.get(order.get(clip));
                    },
                    new ClipListener<>() {
                        @Override
                        public void heard(int clip, ClipPrediction prediction) {
                            assertThat(heard.put(clip, prediction)).isNull();
                        }

                        @Override
                        public void refused(int clip, DataException why) {
                            refused.add(clip + ": " + why.getMessage());
                        }
                    });
        }
        assertThat(heard).hasSize(CLIPS - 1).doesNotContainKey(bad);
        heard.forEach((clip, made) -> assertSame(made, expected.get(order.get(clip))));
        assertThat(refused).hasSize(1);
        assertThat(refused.get(0))
                .startsWith(bad + ": " + names.get(order.get(bad)) + " has 10 samples");
    }

    @Test
    void a_bad_clip_ends_the_work_of_whoever_does_not_ask_for_it() {
        try (VocalBurstModel model = VocalBurstModel.load(DEMO)) {
            assertThatThrownBy(
                            () ->
                                    model.predict(
                                            names,
                                            clip -> {
                                                throw new DataException("broken", "");
                                            },
                                            (clip, prediction) -> {}))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("broken");
        }
    }

    @Test
    void representations_of_a_source_are_those_of_a_list_with_both_engines() {
        for (Engine engine : List.of(Engine.PLANNED, Engine.SAMEDIFF)) {
            float[][] rows = new float[CLIPS][];
            try (VocalBurstModel model = VocalBurstModel.load(DEMO, engine);
                    RepresentationReader reader = model.reader(List.of("embedding"))) {
                reader.read(names, waveforms::get, (clip, of) -> rows[clip] = of.get("embedding"));
                assertThat(reader.read(names, waveforms).get("embedding")).isDeepEqualTo(rows);
            }
            for (int clip = 0; clip < CLIPS; clip++) {
                assertThat(rows[clip])
                        .containsExactly(expected.get(clip).embedding(), within(1e-5f));
            }
        }
    }
}
