package org.burst4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.burst4j.graph.GraphFiles;
import org.burst4j.model.EncoderGraph;
import org.burst4j.onnx.OnnxEncoder;
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

    @Override
    void run() {
        Backend.start(0);
        long start = System.nanoTime();
        try (OnnxEncoder encoder = Encoders.open(file)) {
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
            Tables.print(out(), format, facts);
        }
    }
}
