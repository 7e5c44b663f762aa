package org.burst4j.data.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.burst4j.DataException;
import org.burst4j.RunInterruptedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticCorpusTest {
    @TempDir private Path folder;

    private SynthConfig config(SynthLayout layout, int clips, String name) {
        return new SynthConfig(layout, clips, 12, 7, folder.resolve(name));
    }

    private static Map<String, byte[]> content(Path directory) throws IOException {
        Map<String, byte[]> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = directory.relativize(file).toString().replace('\\', '/');
                content.put(name, Files.readAllBytes(file));
            }
        }
        return content;
    }

    @Test
    void the_same_bytes_come_out_whatever_the_number_of_threads() throws IOException {
        SyntheticCorpus.write(config(SynthLayout.AVB, 30, "one"), done -> {}, 1);
        SyntheticCorpus.write(config(SynthLayout.AVB, 30, "two"), done -> {}, 2);
        Map<String, byte[]> one = content(folder.resolve("one"));
        Map<String, byte[]> two = content(folder.resolve("two"));
        assertThat(one).hasSize(30 + 6 + 2);
        assertThat(two.keySet()).isEqualTo(one.keySet());
        one.forEach((name, bytes) -> assertThat(two.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void a_clip_does_not_depend_on_the_number_of_clips() throws IOException {
        SyntheticCorpus.write(config(SynthLayout.AVB, 14, "few"));
        SyntheticCorpus.write(config(SynthLayout.AVB, 26, "more"));
        Map<String, byte[]> few = content(folder.resolve("few"));
        Map<String, byte[]> more = content(folder.resolve("more"));
        few.forEach(
                (name, bytes) -> {
                    if (name.endsWith(".wav")) {
                        assertThat(more.get(name)).as(name).isEqualTo(bytes);
                    } else if (name.endsWith(".csv")) {
                        assertThat(new String(more.get(name), StandardCharsets.UTF_8))
                                .startsWith(new String(bytes, StandardCharsets.UTF_8));
                    }
                });
    }

    @Test
    void another_seed_gives_other_sounds() {
        SynthConfig seven = config(SynthLayout.AVB, 12, "unused");
        SynthConfig eight = new SynthConfig(SynthLayout.AVB, 12, 12, 8, folder.resolve("unused"));
        assertThat(BurstSynthesiser.render(SyntheticCorpus.draw(seven).get(0), 7))
                .isNotEqualTo(BurstSynthesiser.render(SyntheticCorpus.draw(eight).get(0), 8));
    }

    @Test
    void audio_is_16_bit_mono_at_16_khz_and_both_layouts_sound_alike()
            throws IOException, UnsupportedAudioFileException {
        SyntheticCorpus.write(config(SynthLayout.AVB, 12, "avb"));
        SyntheticCorpus.write(config(SynthLayout.EXVO, 12, "exvo"));
        for (int clip = 0; clip < 12; clip++) {
            String name = String.format("%05d.wav", clip);
            Path file = folder.resolve("avb/audio/wav").resolve(name);
            var format = AudioSystem.getAudioFileFormat(file.toFile());
            assertThat(format.getFormat().getSampleRate()).isEqualTo(16_000f);
            assertThat(format.getFormat().getChannels()).isEqualTo(1);
            assertThat(format.getFormat().getSampleSizeInBits()).isEqualTo(16);
            assertThat(format.getFrameLength()).isBetween(6_400, 64_000);
            assertThat(folder.resolve("exvo/wav").resolve(name)).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void progress_counts_every_clip_and_nothing_is_done_twice() throws IOException {
        List<Integer> told = new ArrayList<>();
        SynthConfig config = config(SynthLayout.EXVO, 15, "corpus");
        assertThat(SyntheticCorpus.write(config, told::add)).isTrue();
        assertThat(told).hasSize(15).isSorted().startsWith(1).endsWith(15);
        Map<String, byte[]> before = content(folder.resolve("corpus"));
        assertThat(SyntheticCorpus.write(config, told::add)).isFalse();
        assertThat(told).hasSize(15);
        assertThat(content(folder.resolve("corpus")).keySet()).isEqualTo(before.keySet());
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("corpus"));
        }
    }

    @Test
    void a_folder_of_something_else_is_refused() throws IOException {
        SyntheticCorpus.write(config(SynthLayout.EXVO, 12, "corpus"));
        assertThatThrownBy(() -> SyntheticCorpus.write(config(SynthLayout.EXVO, 13, "corpus")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("corpus")
                .hasMessageContaining("is not empty and holds no corpus of the same settings");
        Files.writeString(folder.resolve("file"), "mine");
        assertThatThrownBy(() -> SyntheticCorpus.write(config(SynthLayout.AVB, 12, "file")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is no folder");
        assertThat(folder.resolve("file")).hasContent("mine");
    }

    @Test
    void an_empty_folder_is_filled_and_one_with_a_broken_manifest_refused() throws IOException {
        Files.createDirectory(folder.resolve("empty"));
        assertThat(SyntheticCorpus.write(config(SynthLayout.AVB, 12, "empty"))).isTrue();
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.writeString(broken.resolve("synth.json"), "{\"generator\":");
        assertThatThrownBy(() -> SyntheticCorpus.write(config(SynthLayout.AVB, 12, "broken")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is not empty");
    }

    @Test
    void an_interrupted_run_leaves_nothing_behind() throws IOException {
        SynthConfig config = config(SynthLayout.AVB, 40, "corpus");
        assertThatThrownBy(
                        () ->
                                SyntheticCorpus.write(
                                        config, done -> Thread.currentThread().interrupt()))
                .isInstanceOf(RunInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void even_label_tables_are_those_of_the_first_release() throws IOException {
        // Written down once: a change here needs a new generator version in synth.json.
        SyntheticCorpus.write(config(SynthLayout.AVB, 30, "even"));
        CRC32 checksum = new CRC32();
        content(folder.resolve("even"))
                .forEach(
                        (name, bytes) -> {
                            if (name.endsWith(".csv")) {
                                checksum.update(bytes);
                            }
                        });
        assertThat(checksum.getValue()).isEqualTo(1660190368L);
        assertThat(folder.resolve("even/synth.json"))
                .content()
                .contains("\"generatorVersion\" : 1")
                .doesNotContain("shares");
    }

    @Test
    void a_corpus_of_other_shares_is_not_taken_for_the_one_asked_for() throws IOException {
        for (SynthShares made : SynthShares.values()) {
            for (SynthShares asked : SynthShares.values()) {
                Path corpus = folder.resolve(made.id());
                SyntheticCorpus.write(new SynthConfig(SynthLayout.AVB, 17, 17, 7, made, corpus));
                SynthConfig config = new SynthConfig(SynthLayout.AVB, 17, 17, 7, asked, corpus);
                assertThat(CorpusManifest.holds(config))
                        .as("%s in a folder of %s", asked, made)
                        .isEqualTo(asked == made);
            }
        }
        assertThat(folder.resolve("official/synth.json"))
                .content()
                .contains("\"shares\" : \"official\"");
    }

    @Test
    void the_manifest_tells_recipe_licence_and_ceilings() throws IOException {
        SyntheticCorpus.write(config(SynthLayout.AVB, 24, "avb"));
        JsonNode root = new ObjectMapper().readTree(folder.resolve("avb/synth.json").toFile());
        assertThat(root.get("clips").asInt()).isEqualTo(24);
        assertThat(root.get("seed").asLong()).isEqualTo(7);
        assertThat(root.get("layout").asText()).isEqualTo("avb");
        assertThat(root.get("generatorVersion").asInt()).isEqualTo(1);
        assertThat(root.get("licence").asText()).contains("no third-party sample");
        assertThat(root.get("ceiling").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("train", "val", "test");
        assertThat(root.at("/ceiling/val").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "high.ccc", "culture.ccc", "two.ccc", "type.uar", "country.uar");
    }
}
