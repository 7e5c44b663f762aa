package org.burst4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.burst4j.ModelException;
import org.burst4j.graph.SafeTensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class FeatureStoreTest {
    private static final int WIDTH = 3;
    private static final FeatureSettings SETTINGS = FeatureSettings.of(Map.of("encoder", "abc"));

    /** More than any test puts. */
    private static final List<String> KEYS =
            IntStream.range(0, 1100).mapToObj(number -> "key" + number).toList();

    @TempDir Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("org.burst4j.train");

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private FeatureStore store() {
        return store(SETTINGS, WIDTH);
    }

    private FeatureStore store(FeatureSettings settings, int width) {
        FeatureStore store = FeatureStore.in(folder, settings, width);
        store.load(KEYS);
        return store;
    }

    private static float[] row(int number) {
        return new float[] {number, -0f, Float.MIN_VALUE * number};
    }

    private static void put(FeatureStore store, int from, int to) {
        for (int number = from; number < to; number++) {
            store.put("key" + number, "clip" + number, row(number));
        }
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(SETTINGS.folderName()))) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void what_was_saved_is_there_again_bit_for_bit() throws IOException {
        FeatureStore store = store();
        assertThat(store.size()).isZero();
        assertThat(folder).isEmptyDirectory();
        put(store, 0, 2);
        store.save();
        put(store, 1, 3);
        store.save();
        store.save();
        assertThat(parts()).hasSize(2);
        assertThat(parts().get(0).getFileName().toString())
                .matches("part-00000-[0-9a-f]{8}\\.safetensors");

        FeatureStore again = store();
        assertThat(again.size()).isEqualTo(3);
        assertThat(again.width()).isEqualTo(WIDTH);
        for (int number = 0; number < 3; number++) {
            assertThat(again.contains("key" + number)).isTrue();
            assertThat(again.get("key" + number).orElseThrow()).isEqualTo(row(number));
        }
        assertThat(again.contains("key3")).isFalse();
        assertThat(again.get("key3")).isEmpty();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void only_what_is_asked_for_is_read_and_what_is_there_stays() throws IOException {
        FeatureStore full = store();
        put(full, 0, 2);
        full.save();
        put(full, 2, 4);
        full.save();

        FeatureStore some = FeatureStore.in(folder, SETTINGS, WIDTH);
        assertThat(some.size()).isZero();
        some.put("key1", "clip", row(9));
        some.load(List.of("key1", "key3", "key7"));
        assertThat(some.size()).isEqualTo(2);
        assertThat(some.get("key1").orElseThrow()).isEqualTo(row(9));
        assertThat(some.get("key3").orElseThrow()).isEqualTo(row(3));
        some.load(List.of("key0"));
        assertThat(some.size()).isEqualTo(3);
        assertThat(some.contains("key2")).isFalse();
        some.save();
        assertThat(parts()).hasSize(3);
        assertThat(parts().get(2).getFileName().toString()).startsWith("part-00002-");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void rows_are_copies_and_the_first_of_a_key_stays() {
        FeatureStore store = FeatureStore.inMemory(WIDTH);
        float[] mine = row(1);
        store.put("key", "clip", mine);
        mine[0] = 9;
        store.get("key").orElseThrow()[1] = 9;
        store.put("key", "clip", row(2));
        assertThat(store.get("key").orElseThrow()).isEqualTo(row(1));
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void a_part_is_written_for_every_thousand_clips() throws IOException {
        FeatureStore store = store();
        put(store, 0, 1001);
        assertThat(parts()).hasSize(1);
        try (SafeTensors file = SafeTensors.open(parts().get(0))) {
            assertThat(file.shape("features")).containsExactly(1000, WIDTH);
        }
        // The run is killed here: one clip is lost.
        assertThat(store().size()).isEqualTo(1000);
        store.save();
        assertThat(store().size()).isEqualTo(1001);
    }

    @Test
    void the_folder_says_what_its_features_are_of() {
        FeatureStore store = store();
        put(store, 0, 1);
        store.save();
        assertThat(folder.resolve(SETTINGS.folderName()).resolve("settings.json"))
                .hasContent("{\n  \"encoder\" : \"abc\",\n  \"featureVersion\" : \"1\"\n}\n");
        assertThat(SETTINGS.folderName()).matches("[0-9a-f]{16}");
    }

    @Test
    void other_settings_are_another_folder() throws IOException {
        FeatureStore store = store();
        put(store, 0, 1);
        store.save();
        FeatureSettings other = FeatureSettings.of(Map.of("encoder", "abd"));
        assertThat(store(other, WIDTH).size()).isZero();

        // Even where somebody renamed the folder.
        Files.move(folder.resolve(SETTINGS.folderName()), folder.resolve(other.folderName()));
        assertThat(store(other, WIDTH).size()).isZero();
        assertThat(warnings()).singleElement().asString().contains("is of the settings");
    }

    @Test
    void texts_of_settings_do_not_run_into_each_other() {
        assertThat(
                        Stream.of(
                                        Map.of("a", "b"),
                                        Map.of("a", "b1:c1:d"),
                                        Map.of("a", "b", "c", "d"),
                                        Map.of("ab", ""),
                                        Map.of("", "ab"))
                                .map(facts -> FeatureSettings.of(facts).key()))
                .doesNotHaveDuplicates();
        // featureVersion comes after "a": SHA-256 of "1:a1:b14:featureVersion1:1".
        assertThat(FeatureSettings.of(Map.of("a", "b")).key())
                .isEqualTo("e0678b902785f0034914e11caf03f25d801ec87e5585938a6cc2fd9b391562f2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 100, -1})
    void a_truncated_part_is_named_and_its_clips_are_missing(int bytes) throws IOException {
        FeatureStore store = store();
        put(store, 0, 2);
        store.save();
        put(store, 2, 4);
        store.save();
        Path broken = parts().get(0);
        byte[] whole = Files.readAllBytes(broken);
        Files.write(broken, Arrays.copyOf(whole, bytes < 0 ? whole.length + bytes : bytes));

        FeatureStore again = store();
        assertThat(again.size()).isEqualTo(2);
        assertThat(again.contains("key1")).isFalse();
        assertThat(again.get("key3").orElseThrow()).isEqualTo(row(3));
        assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith("Features in " + broken + " are computed again");
        put(again, 0, 2);
        again.save();
        assertThat(store().size()).isEqualTo(4);
    }

    @Test
    void a_part_with_another_byte_is_left_out() throws IOException {
        FeatureStore store = store();
        put(store, 0, 2);
        store.save();
        Path part = parts().get(0);
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length - 2] ^= 1;
        Files.write(part, bytes);
        assertThat(store().size()).isZero();
        assertThat(warnings()).singleElement().asString().contains("other bytes than were written");
    }

    @Test
    void features_of_another_width_are_left_out() {
        FeatureStore store = store();
        put(store, 0, 2);
        store.save();
        assertThat(store(SETTINGS, 2).size()).isZero();
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("has F32[2, 3] features, expected F32[2, 2]");
    }

    @Test
    void a_file_that_is_no_part_is_left_out() throws IOException {
        FeatureStore store = store();
        put(store, 0, 1);
        store.save();
        Path own = parts().get(0).resolveSibling("part-00007-mine.safetensors");
        SafeTensors.write(own, Map.of(), Map.of());
        Files.createDirectory(own.resolveSibling("part-00008-folder.safetensors"));
        assertThat(store().size()).isEqualTo(1);
        assertThat(warnings()).hasSize(2);
    }

    @Test
    void two_stores_at_once_do_not_harm_each_other() throws IOException, InterruptedException {
        FeatureStore one = store();
        FeatureStore two = store();
        Thread other =
                new Thread(
                        () -> {
                            for (int number = 0; number < 20; number++) {
                                put(two, number, number + 1);
                                two.save();
                            }
                        });
        other.start();
        for (int number = 30; number > 10; number--) {
            put(one, number, number + 1);
            one.save();
        }
        other.join();
        assertThat(parts()).hasSize(40);
        FeatureStore both = store();
        assertThat(both.size()).isEqualTo(31);
        for (int number = 0; number < 31; number++) {
            assertThat(both.get("key" + number).orElseThrow()).isEqualTo(row(number));
        }
        assertThat(warnings()).isEmpty();
        assertThat(folder.resolve(SETTINGS.folderName()).resolve("settings.json")).isNotEmptyFile();
    }

    @Test
    void a_folder_that_cannot_be_written_costs_a_warning() throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, "no folder");
        FeatureStore store = FeatureStore.in(file, SETTINGS, WIDTH);
        put(store, 0, 1);
        store.save();
        put(store, 1, 2);
        store.save();
        assertThat(store.size()).isEqualTo(2);
        assertThat(warnings())
                .singleElement()
                .asString()
                .startsWith("Features cannot be kept for later runs: cannot write");
    }

    @Test
    void what_is_no_number_is_not_kept() {
        FeatureStore store = FeatureStore.inMemory(WIDTH);
        float[] infinite = {0, Float.NEGATIVE_INFINITY, 1};
        assertThatThrownBy(() -> store.put("key", "loud", infinite))
                .isInstanceOf(ModelException.class)
                .hasMessage("feature 1 of clip 'loud' is -Infinity, expected a finite number");
        assertThatThrownBy(() -> store.put("key", "long", new float[4]))
                .isInstanceOf(ModelException.class)
                .hasMessage("clip 'long' has 4 features, expected 3");
        assertThatThrownBy(() -> FeatureStore.inMemory(0))
                .isInstanceOf(ModelException.class)
                .hasMessage("features of width 0 cannot be kept, expected 1 or more");
        assertThat(store.size()).isZero();
    }
}
