package org.burst4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.burst4j.DataException;
import org.burst4j.task.Task;
import org.burst4j.task.Tasks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsCsvTest {
    private static final List<String> METRICS = List.of("val/high.ccc", "val/type.uar");
    private static final List<String> TASK_NAMES = List.of("high", "type");
    private static final List<Task> TASKS = List.of(Tasks.named("high"), Tasks.named("type"));

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("metrics.csv");
    }

    private static EpochRow row(int globalEpoch) {
        return SampleRun.epoch(TASKS, globalEpoch, new Random(globalEpoch));
    }

    private MetricsCsv open() {
        return new MetricsCsv(file, METRICS, TASK_NAMES, SampleRun.TERMS);
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_header_is_stable() {
        open().close();
        assertThat(text())
                .isEqualTo(
                        "stage,epoch,global_epoch,train_loss,val_loss,learning_rate,seconds,best,"
                                + "val/high.ccc,val/type.uar,loss/train/high,loss/train/type,"
                                + "loss/val/high,loss/val/type,weight/high,weight/type,"
                                + "sigma/high,sigma/type,"
                                + "term/high/shared,term/high/discriminatorAccuracy\n");
    }

    @Test
    void rows_are_read_back_to_the_last_bit() {
        try (MetricsCsv csv = open()) {
            csv.append(row(1));
            csv.append(row(2));
            assertThat(MetricsCsv.read(file)).containsExactly(row(1), row(2));
        }
    }

    @Test
    void unknown_numbers_are_empty_cells() {
        EpochRow bare =
                new EpochRow(
                        1,
                        1,
                        1,
                        Double.NaN,
                        2.5,
                        0.001,
                        3,
                        true,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of());
        try (MetricsCsv csv = open()) {
            csv.append(bare);
        }
        assertThat(text()).endsWith("\n1,1,1,,2.5,0.001,3.0,true,,,,,,,,,,,,\n");
        assertThat(MetricsCsv.read(file)).containsExactly(bare);
    }

    @Test
    void truncation_keeps_the_bytes_before_and_appending_goes_on() {
        String two;
        try (MetricsCsv csv = open()) {
            csv.append(row(1));
            csv.append(row(2));
            two = text();
            csv.append(row(3));
            csv.append(row(4));
            String four = text();
            csv.truncateAfter(2);
            assertThat(text()).isEqualTo(two);
            csv.append(row(3));
            csv.append(row(4));
            assertThat(text()).isEqualTo(four);
            csv.truncateAfter(0);
            assertThat(text().lines()).hasSize(1);
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void a_line_cut_by_a_kill_is_dropped_when_the_file_is_opened_again() throws IOException {
        try (MetricsCsv csv = open()) {
            csv.append(row(1));
        }
        String whole = text();
        Files.writeString(file, "2,1,2,0.1234", StandardOpenOption.APPEND);
        try (MetricsCsv csv = open()) {
            assertThat(text()).isEqualTo(whole);
            csv.append(row(2));
        }
        assertThat(MetricsCsv.read(file)).containsExactly(row(1), row(2));
    }

    @Test
    void an_empty_file_gets_its_header() throws IOException {
        Files.createFile(file);
        open().close();
        assertThat(text()).startsWith("stage,epoch,");
    }

    @Test
    void a_file_with_other_columns_is_an_error() {
        new MetricsCsv(file, METRICS, List.of("high"), List.of()).close();
        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("metrics.csv has the columns")
                .hasMessageContaining("loss/train/type");
    }

    @Test
    void a_broken_row_names_its_line() throws IOException {
        open().close();
        Files.writeString(file, "1,1,nonsense\n", StandardOpenOption.APPEND);
        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2 is not a row");
        assertThatThrownBy(() -> MetricsCsv.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2 is not a row");
    }

    @Test
    void a_number_without_a_column_is_an_error() {
        EpochRow other = SampleRun.epoch(List.of(Tasks.named("two")), 1, new Random(1));
        try (MetricsCsv csv = open()) {
            assertThatThrownBy(() -> csv.append(other))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("no column 'val/two.ccc'");
        }
    }

    @Test
    void a_quote_that_is_not_closed_is_an_error() throws IOException {
        Files.writeString(file, "stage,\"epoch\n");
        assertThatThrownBy(() -> MetricsCsv.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cannot read " + file);
    }

    @Test
    void a_missing_file_cannot_be_read() {
        assertThatThrownBy(() -> MetricsCsv.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cannot read");
    }
}
