package org.burst4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.graph.GraphFiles;
import org.burst4j.graph.SafeTensors;
import org.burst4j.model.EncoderGraph;
import org.burst4j.model.ModelBundle;
import org.burst4j.model.ModelManifest;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.run.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what is in a file that Burst4J reads or writes. */
@Command(
        name = "inspect",
        description = "Show what a run folder, model bundle, graph, weight file or encoder holds.")
final class InspectCommand extends BurstCommand {
    @Parameters(
            paramLabel = "PATH",
            description = "Run folder, model bundle, .fb, .safetensors or .onnx file.")
    private Path path;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Override
    void run() {
        Tables.print(out(), format, facts());
    }

    private Map<String, Object> facts() {
        if (Files.isDirectory(path)) {
            Path model = path.resolve("model");
            return bundle(Files.isDirectory(model) ? model : path);
        }
        if (!Files.exists(path)) {
            throw new ConfigException(path + " does not exist", "Check the path.");
        }
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        Backend.start(0);
        if (name.endsWith(".fb")) {
            return EncoderGraph.describe(GraphFiles.describe(GraphFiles.load(path)));
        }
        if (name.endsWith(".onnx")) {
            try (OnnxEncoder encoder = OnnxEncoder.read(path)) {
                return EncoderGraph.describe(encoder.info());
            }
        }
        if (name.endsWith(".safetensors")) {
            return tensors();
        }
        throw new ConfigException(
                path + " is of no kind that can be shown",
                "Give a run folder, a model bundle, or a .fb, .onnx or .safetensors file.");
    }

    private Map<String, Object> tensors() {
        Map<String, Object> facts = new LinkedHashMap<>();
        try (SafeTensors file = SafeTensors.open(path)) {
            facts.putAll(file.metadata());
            for (String name : file.names()) {
                facts.put(name, Arrays.toString(file.shape(name)));
            }
        }
        return facts;
    }

    private static Map<String, Object> bundle(Path directory) {
        ModelManifest manifest = ModelBundle.open(directory).manifest();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("net", manifest.net());
        facts.put("formatVersion", manifest.formatVersion());
        manifest.tasks()
                .forEach(
                        task -> facts.put("task " + task.name(), String.join(", ", task.labels())));
        manifest.encoder().forEach((key, value) -> facts.put("encoder " + key, value));
        manifest.preprocessing().forEach((key, value) -> facts.put("audio " + key, value));
        manifest.metrics().forEach((key, value) -> facts.put("val " + key, value));
        manifest.provenance().forEach((key, value) -> facts.put("made by: " + key, value));
        return facts;
    }
}
