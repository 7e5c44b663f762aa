package org.burst4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.burst4j.checkpoint.CheckpointConfig;
import org.burst4j.checkpoint.CheckpointExporter;
import org.burst4j.checkpoint.ExportOptions;
import org.burst4j.checkpoint.ExportSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Turns a checkpoint folder into ONNX. */
@Command(
        name = "export-onnx",
        description =
                "Turn the folder of a Hugging Face checkpoint (data2vec-audio, wav2vec2, hubert)"
                        + " into an ONNX encoder, without Python.")
final class ExportOnnxCommand extends BurstCommand {
    /** How weights are stored. */
    enum WeightType {
        FP32,
        FP16
    }

    @Option(
            names = "--checkpoint",
            required = true,
            paramLabel = "DIR",
            description =
                    "Folder with config.json, preprocessor_config.json and model.safetensors or"
                            + " pytorch_model.bin.")
    private Path folder;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "ONNX file to write.")
    private Path output;

    @Option(
            names = "--attention-mask",
            negatable = true,
            description =
                    "Give the file an input attention_mask, or not (default: as"
                            + " preprocessor_config.json says that the encoder was trained).")
    private Boolean mask;

    @Option(names = "--hidden-states", description = "Add an output for each layer.")
    private boolean hiddenStates;

    @Option(
            names = "--dtype",
            defaultValue = "fp32",
            description =
                    "Store weights as fp32 or fp16; computed is in fp32 (default:"
                            + " ${DEFAULT-VALUE}).")
    private WeightType weightType;

    @Option(
            names = "--external-data",
            description = "Put weights into FILE.data, as is done above 2 GB in any case.")
    private boolean externalData;

    @Option(names = "--overwrite", description = "Replace an earlier file.")
    private boolean overwrite;

    @Option(
            names = "--format",
            defaultValue = "table",
            description = "table or json (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Override
    void run() {
        ExportOptions.Mask maskOption = ExportOptions.Mask.AUTO;
        if (mask != null) {
            maskOption = mask ? ExportOptions.Mask.YES : ExportOptions.Mask.NO;
        }
        ExportOptions options =
                new ExportOptions(
                        maskOption,
                        hiddenStates,
                        weightType == WeightType.FP16,
                        externalData,
                        overwrite);
        long start = System.nanoTime();
        ExportSummary summary = CheckpointExporter.export(folder, output, options);
        double seconds = (System.nanoTime() - start) / 1e9;
        Map<String, Object> facts = facts(summary);
        facts.put("exportSeconds", String.format(Locale.ROOT, "%.2f", seconds));
        Tables.print(out(), format, facts);
    }

    private Map<String, Object> facts(ExportSummary summary) {
        CheckpointConfig config = summary.config();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("modelType", config.modelType().toString());
        facts.put("layers", config.layers());
        facts.put("width", config.width());
        facts.put("heads", config.heads());
        facts.put("convNorm", config.groupNorm() ? "group" : "layer");
        facts.put("layerNorm", config.preNorm() ? "before (stable)" : "after");
        facts.put("parameters", summary.parameters());
        facts.put("weightFiles", String.join(", ", summary.weightFiles()));
        facts.put("weightTypes", summary.weightTypes());
        facts.put("attentionMask", summary.mask());
        facts.put("normalise", summary.preprocessor().normalise());
        facts.put("ignoredTensors", summary.ignored().size());
        summary.ignored().forEach((name, reason) -> facts.put("ignored " + name, reason));
        facts.put("file", output.toString());
        facts.put("bytes", summary.bytes());
        facts.put("sha256", summary.sha256());
        if (summary.dataBytes() > 0) {
            facts.put("data", output + ".data");
            facts.put("dataBytes", summary.dataBytes());
            facts.put("dataSha256", summary.dataSha256());
        }
        return facts;
    }
}
