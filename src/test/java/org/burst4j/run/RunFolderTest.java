package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.burst4j.ConfigException;
import org.burst4j.DataException;
import org.burst4j.train.StopSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir Path parent;

    private RunFolder earlierRun() throws IOException {
        RunFolder folder = new RunFolder(parent.resolve("run"));
        folder.createNew(false);
        Files.writeString(folder.config(), "seed: 1\n");
        Files.createDirectories(folder.checkpoints());
        Files.writeString(folder.checkpoints().resolve("last.safetensors"), "x");
        Files.writeString(folder.summary(), "{}");
        return folder;
    }

    @Test
    void a_new_folder_is_made_with_its_parents_and_may_hold_a_log() throws IOException {
        RunFolder folder = new RunFolder(parent.resolve("a/b/run"));
        folder.createNew(false);
        assertThat(folder.directory()).isEmptyDirectory();
        Files.writeString(folder.log(), "started\n");
        folder.createNew(false);
        assertThat(folder.log()).hasContent("started");
    }

    @Test
    void what_a_run_killed_while_it_wrote_its_first_file_left_is_no_run() throws IOException {
        RunFolder folder = new RunFolder(parent.resolve("run"));
        folder.createNew(false);
        Path part = folder.directory().resolve("config.yaml.tmp");
        Files.writeString(part, "seed:");
        Files.writeString(folder.log(), "started\n");
        folder.createNew(false);
        assertThat(part).doesNotExist();
        assertThat(folder.log()).exists();
        Files.writeString(folder.directory().resolve("thesis.tmp"), "years of work");
        assertThatThrownBy(() -> folder.createNew(false)).isInstanceOf(ConfigException.class);
    }

    @Test
    void an_earlier_run_stays_unless_it_is_to_be_overwritten() throws IOException {
        RunFolder folder = earlierRun();
        assertThatThrownBy(() -> folder.createNew(false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not empty")
                .satisfies(e -> assertThat(((ConfigException) e).cure()).contains("--overwrite"));
        assertThat(folder.summary()).exists();
        folder.createNew(true);
        assertThat(folder.directory()).isEmptyDirectory();
    }

    @Test
    void what_someone_put_beside_a_run_is_not_deleted() throws IOException {
        RunFolder folder = earlierRun();
        Path notes = folder.directory().resolve("notes.txt");
        Files.writeString(notes, "mine");
        folder.createNew(true);
        assertThat(notes).hasContent("mine");
        assertThat(folder.summary()).doesNotExist();
        assertThat(folder.checkpoints()).doesNotExist();
    }

    @Test
    void a_folder_that_is_no_run_is_not_deleted() throws IOException {
        Path thesis = parent.resolve("thesis.txt");
        Files.writeString(thesis, "years of work");
        assertThatThrownBy(() -> new RunFolder(parent).createNew(true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not a run folder: it has no config.yaml");
        assertThat(thesis).hasContent("years of work");
    }

    @Test
    void data_that_cannot_be_used_cost_no_earlier_run() throws IOException {
        RunFolder folder = earlierRun();
        RunConfig config =
                ConfigFiles.load(
                        RunConfig.DEFAULTS, null, List.of("data.path='" + parent + "/none'"));
        TrainingRun run = new TrainingRun(config, folder, List.of(), done -> {}, StopSignal.NEVER);
        assertThatThrownBy(() -> run.start(true, 0)).isInstanceOf(DataException.class);
        assertThat(folder.summary()).exists();
    }

    @Test
    void only_a_run_can_be_resumed() {
        TrainingRun run =
                new TrainingRun(
                        RunConfig.DEFAULTS,
                        new RunFolder(parent),
                        List.of(),
                        done -> {},
                        StopSignal.NEVER);
        assertThatThrownBy(() -> run.resume(0))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no run to go on with");
    }
}
