package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The table of docs/encoders.md: measured here, written to target/encoders-table.md, and compared
 * with the document, whose rows must be the same and whose figures must not promise too much.
 */
class EncoderTableTest {
    private static final String HEAD =
            "| topology | export | exporter | opset | mask | weight norm | ONNX Runtime | torch |"
                    + " gradients |";

    /** Other processors round otherwise: so many times the figure in the document is the same. */
    private static final double SAME = 4;

    @Test
    void the_document_lists_every_export_and_what_was_measured() throws IOException {
        Path project = Path.of(System.getProperty("burst4j.projectDirectory", "."));
        List<String> measured = table();
        Path target = Files.createDirectories(project.resolve("target"));
        Files.write(target.resolve("encoders-table.md"), measured);

        List<String> document = Files.readAllLines(project.resolve("docs/encoders.md"));
        int start = document.indexOf(HEAD);
        assertThat(start).as("the table's head").isNotNegative();
        assertThat(document.size()).isGreaterThanOrEqualTo(start + measured.size());
        for (int row = 0; row < measured.size(); row++) {
            String[] expected = document.get(start + row).split("\\|");
            String[] actual = measured.get(row).split("\\|");
            assertThat(actual).as(measured.get(row)).hasSameSizeAs(expected);
            for (int column = 0; column < actual.length; column++) {
                String figure = actual[column].strip();
                String stated = expected[column].strip();
                if (figure.matches("\\de-\\d+") && stated.matches("\\de-\\d+")) {
                    assertThat(Double.parseDouble(figure))
                            .as(measured.get(row))
                            .isLessThanOrEqualTo(SAME * Double.parseDouble(stated));
                } else {
                    assertThat(figure).as(measured.get(row)).isEqualTo(stated);
                }
            }
        }
    }

    private static List<String> table() {
        List<String> lines = new ArrayList<>(List.of(HEAD, "|" + "---|".repeat(9)));
        for (EncoderFixtures.Export export : EncoderFixtures.exports()) {
            EncoderMeasurements.Forward forward = EncoderMeasurements.forward(export);
            boolean gradients =
                    !export.isHalf()
                            && EncoderFixtures.hasGradients(export.topology(), export.hasMask());
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "| %s | %s | %s | %d | %s | %s | %s | %s | %s |",
                            export.topology(),
                            export.name(),
                            export.facts().get("stack").asText().equals("old")
                                    ? "torch 1.13"
                                    : export.spec("exporter"),
                            forward.info().opset(),
                            export.hasMask() ? "yes" : "no",
                            forward.info().weightNorm() ? "g and v" : "-",
                            figure(forward.runtime()),
                            figure(forward.torch()),
                            gradients ? figure(EncoderMeasurements.gradients(export)) : "-"));
        }
        return lines;
    }

    /** One digit; "-" for what was not measured. */
    private static String figure(double value) {
        return Double.isNaN(value)
                ? "-"
                : String.format(Locale.ROOT, "%.0e", value).replaceAll("e-0*(\\d)", "e-$1");
    }
}
