package org.burst4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepsCsvTest {
    private static StepRow row(long step) {
        return new StepRow(
                step,
                1,
                1,
                0.1 + step,
                1e-5,
                Double.NaN,
                8,
                0.25,
                Map.of("high", 0.7),
                Map.of("high/shared", 0.9));
    }

    @Test
    void rows_have_stable_columns_and_are_cut_back_exactly(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("steps.csv");
        try (StepsCsv csv =
                new StepsCsv(
                        file, List.of("high", "type"), List.of("high/shared", "type/shared"))) {
            for (long step = 1; step <= 12; step++) {
                csv.append(row(step));
            }
            csv.truncateAfter(10);
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(11);
        assertThat(lines.get(0))
                .isEqualTo(
                        "step,stage,global_epoch,loss,learning_rate,gradient_norm,clips,seconds,"
                                + "loss/high,loss/type,term/high/shared,term/type/shared");
        assertThat(lines.get(10)).isEqualTo("10,1,1,10.1,1.0E-5,,8,0.25,0.7,,0.9,");
    }
}
