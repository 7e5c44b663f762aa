package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.burst4j.DataException;
import org.burst4j.EnvironmentException;
import org.junit.jupiter.api.Test;

class AudioCheckTest {
    private static ClipTable table() {
        return DataFolder.typeTable(
                List.of(
                        DataFolder.clip("10", null, 0),
                        DataFolder.clip("bad", null, 0),
                        DataFolder.clip("30", null, 0)));
    }

    private static float[] read(Path file) {
        if (file.equals(Path.of("bad"))) {
            throw new DataException("bad: no audio in it", "");
        }
        return new float[Integer.parseInt(file.toString())];
    }

    @Test
    void bad_files_are_listed_or_left_out() {
        assertThatThrownBy(() -> AudioCheck.run(table(), AudioCheckTest::read, false, n -> {}))
                .isInstanceOf(DataException.class)
                .hasMessage("audio of .: 1 problem\n  clip bad: bad: no audio in it");

        List<Integer> done = new ArrayList<>();
        AudioCheck.Result result = AudioCheck.run(table(), AudioCheckTest::read, true, done::add);

        assertThat(done).containsExactly(1, 2, 3);
        assertThat(result.table().clips()).extracting(Clip::id).containsExactly("10", "30");
        assertThat(result.problems()).hasSize(1);
        assertThat(result.lengthsOf(result.table().clips())).containsExactly(10, 30);
        assertThat(result.lengthsSamples()).containsEntry("30", 30).hasSize(2);
        assertThatThrownBy(() -> result.lengthsOf(table().clips()))
                .isInstanceOf(DataException.class)
                .hasMessage("the audio of clip 'bad' was not checked");
    }

    @Test
    void no_good_clip_is_an_error_even_then() {
        ClipTable table = DataFolder.typeTable(List.of(DataFolder.clip("bad", null, 0)));
        assertThatThrownBy(() -> AudioCheck.run(table, AudioCheckTest::read, true, n -> {}))
                .isInstanceOf(DataException.class);
    }

    @Test
    void what_is_not_the_files_fault_ends_the_check() {
        assertThatThrownBy(
                        () ->
                                AudioCheck.run(
                                        table(),
                                        file -> {
                                            throw new EnvironmentException("no decoder", "");
                                        },
                                        true,
                                        n -> {}))
                .isInstanceOf(EnvironmentException.class);
        assertThatThrownBy(
                        () ->
                                AudioCheck.run(
                                        table(),
                                        file -> {
                                            throw new IllegalStateException("x");
                                        },
                                        true,
                                        n -> {}))
                .isInstanceOf(DataException.class)
                .hasMessage("reading clip 10 from 10 failed: java.lang.IllegalStateException: x");
    }
}
