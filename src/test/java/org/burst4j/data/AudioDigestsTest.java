package org.burst4j.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.burst4j.DataException;
import org.burst4j.RunInterruptedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudioDigestsTest {
    private static final String OF_ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String OF_NOTHING =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir Path folder;

    private Clip clip(String id, String file) {
        return new Clip(id, folder.resolve(file), null, null, Map.of());
    }

    @Test
    void equal_bytes_have_equal_digests_whatever_the_names() throws IOException {
        Files.writeString(folder.resolve("a.wav"), "abc");
        Files.writeString(folder.resolve("b.wav"), "abc");
        Files.writeString(folder.resolve("c.wav"), "");
        List<Integer> done = new ArrayList<>();
        Map<String, String> digests =
                AudioDigests.of(
                        List.of(clip("c", "c.wav"), clip("a", "a.wav"), clip("b", "b.wav")),
                        done::add);
        // FIPS 180-4 examples of SHA-256.
        assertThat(digests)
                .containsExactly(
                        Map.entry("c", OF_NOTHING), Map.entry("a", OF_ABC), Map.entry("b", OF_ABC));
        assertThat(done).containsExactly(1, 2, 3);
    }

    @Test
    void files_longer_than_the_buffer_count_to_their_last_byte() throws IOException {
        byte[] bytes = "x".repeat(200_001).getBytes(UTF_8);
        Files.write(folder.resolve("a.wav"), bytes);
        bytes[200_000] = 'y';
        Files.write(folder.resolve("b.wav"), bytes);
        Map<String, String> digests =
                AudioDigests.of(List.of(clip("a", "a.wav"), clip("b", "b.wav")), n -> {});
        assertThat(digests.get("a")).isNotEqualTo(digests.get("b"));
    }

    @Test
    void a_file_that_is_gone_is_named() {
        assertThatThrownBy(() -> AudioDigests.of(List.of(clip("a", "gone.wav")), n -> {}))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "the audio of clip 'a' in " + folder.resolve("gone.wav") + " cannot be");
    }

    @Test
    void an_interrupted_thread_stops_waiting() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> AudioDigests.of(List.of(clip("a", "gone.wav")), n -> {}))
                    .isInstanceOf(RunInterruptedException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
