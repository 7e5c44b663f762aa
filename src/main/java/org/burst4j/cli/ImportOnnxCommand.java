package org.burst4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.audio.AudioConfig;
import org.burst4j.audio.AudioPreprocessor;
import org.burst4j.graph.GraphFiles;
import org.burst4j.model.EncoderGraph;
import org.burst4j.onnx.EncoderVerification;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.onnx.VerificationReport;
import org.burst4j.run.Backend;
import org.burst4j.run.Encoders;
import org.nd4j.autodiff.samediff.SameDiff;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports an encoder. */
@Command(
        name = "import-onnx",
        description =
                "Import an encoder from ONNX, say what it is, and save it as a SameDiff graph.")
final class ImportOnnxCommand extends BurstCommand {
    @Parameters(paramLabel = "FILE", description = "ONNX file, or builtin:demo.")
    private String file;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the encoder as a SameDiff graph (.fb).")
    private Path output;

    @Option(
            names = "--hidden-states",
            description = "Every hidden state is an output too: hidden_states/0 and on.")
    private boolean hiddenStates;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Option(
            names = "--verify",
            description =
                    "Compare with ONNX Runtime, stage by stage, on noise and on the files of"
                            + " --audio; differences beyond the tolerance end with exit code 4.")
    private boolean verify;

    @Option(
            names = "--audio",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Audio files to verify with, beside noise.")
    private List<Path> audio = List.of();

    @Option(
            names = "--tolerance",
            paramLabel = "X",
            description =
                    "Largest difference that passes: absolute in last_hidden_state, relative to the"
                            + " largest number in the stages before it (default: ${DEFAULT-VALUE}).")
    private double tolerance = EncoderVerification.STANDARD_TOLERANCE;

    @Override
    void run() {
        if (!(tolerance > 0)) {
            throw new ConfigException(
                    "--tolerance is " + tolerance + ", expected more than 0",
                    "Give a number such as 1e-3.");
        }
        if (!verify && !audio.isEmpty()) {
            throw new ConfigException(
                    "--audio is given, but not --verify", "Add --verify, or leave --audio out.");
        }
        Backend.start(0);
        VerificationReport report = Encoders.with(file, this::importFrom);
        if (report != null) {
            report.requireWithinTolerance();
        }
    }

    /** Imports and prints; the report is null where none was asked for. */
    private VerificationReport importFrom(Path path) {
        long start = System.nanoTime();
        try (OnnxEncoder encoder = OnnxEncoder.read(path)) {
            double seconds = (System.nanoTime() - start) / 1e9;
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.putAll(EncoderGraph.describe(encoder.info()));
            facts.put("importSeconds", String.format(Locale.ROOT, "%.2f", seconds));
            SameDiff graph = EncoderGraph.build(encoder, hiddenStates);
            facts.putAll(EncoderGraph.describe(GraphFiles.describe(graph)));
            if (output != null) {
                GraphFiles.save(graph, output);
                facts.put("graph", output.toString());
            }
            VerificationReport report = null;
            if (verify) {
                List<float[]> recordings = new ArrayList<>();
                AudioPreprocessor preprocessor = new AudioPreprocessor(AudioConfig.DEFAULTS);
                InputFiles.expand(audio)
                        .forEach(clip -> recordings.add(preprocessor.prepare(clip).samples()));
                report = EncoderVerification.run(encoder, path, recordings, tolerance);
            }
            if (format == OutputFormat.JSON && report != null) {
                facts.put("withinTolerance", report.isWithinTolerance());
                facts.put("verification", report);
            }
            Tables.print(out(), format, facts);
            if (format != OutputFormat.JSON && report != null) {
                print(report);
            }
            return report;
        }
    }

    private void print(VerificationReport report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("stage", "absolute", "relative", "numbers", "value in the file"));
        for (VerificationReport.Stage stage : report.stages()) {
            boolean compared = stage.compared() > 0;
            rows.add(
                    List.of(
                            stage.name(),
                            compared ? text(stage.largestAbsolute()) : "-",
                            compared ? text(stage.largestRelative()) : "-",
                            Long.toString(stage.compared()),
                            stage.value()));
        }
        out().println();
        out().println("Largest differences from ONNX Runtime over batches of " + report.batches());
        Tables.print(out(), rows);
    }

    private static String text(double difference) {
        return String.format(Locale.ROOT, "%.2e", difference);
    }
}
