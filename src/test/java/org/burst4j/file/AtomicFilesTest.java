package org.burst4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.burst4j.DataException;
import org.burst4j.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir private Path folder;

    @Test
    void missing_folders_are_made_and_old_content_is_replaced() {
        Path file = folder.resolve("a/b/c.txt");
        AtomicFiles.write(file, "old and long");
        AtomicFiles.write(file, "new");
        assertThat(file).hasContent("new");
        assertThat(file.getParent().toFile().list()).containsExactly("c.txt");
    }

    @Test
    void a_write_that_fails_half_way_keeps_the_old_file_and_leaves_nothing_behind() {
        Path file = folder.resolve("c.txt");
        AtomicFiles.write(file, "old");
        assertThatThrownBy(
                        () ->
                                AtomicFiles.write(
                                        file,
                                        channel -> {
                                            channel.write(ByteBuffer.wrap(new byte[9]));
                                            throw new IOException("disk full");
                                        }))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("cannot write " + file)
                .hasMessageContaining("disk full");
        assertThatThrownBy(
                        () ->
                                AtomicFiles.write(
                                        file,
                                        channel -> {
                                            throw new DataException("no such weight", "");
                                        }))
                .isInstanceOf(DataException.class)
                .hasMessage("no such weight");
        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("c.txt");
    }

    @Test
    void the_message_tells_the_kind_of_failure() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> AtomicFiles.write(folder.resolve("file/c.txt"), "text"))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("FileAlreadyExistsException");
    }
}
