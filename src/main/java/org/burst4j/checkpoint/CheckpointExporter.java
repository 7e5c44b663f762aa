package org.burst4j.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import onnx.Onnx;
import org.burst4j.ConfigException;
import org.burst4j.ModelException;
import org.burst4j.checkpoint.OnnxFileWriter.Written;
import org.burst4j.file.AtomicFiles;

/**
 * Turns the folder of a Hugging Face checkpoint into an ONNX encoder.
 *
 * <p>Read are {@code config.json}, {@code preprocessor_config.json} (may be absent), and {@code
 * model.safetensors} or {@code pytorch_model.bin}, each whole or in shards with an index. Nothing
 * in them is run. The ONNX file has the input {@code input_values} [B,S], on demand {@code
 * attention_mask} [B,S] (int64, 1 for samples, then 0 for padding), and the output {@code
 * last_hidden_state} [B,T,D]; B and S are dynamic. Its weights have the names of Hugging Face's
 * bare encoder. A clip of fewer samples than one frame sees must not be among those of a batch.
 */
public final class CheckpointExporter {
    private CheckpointExporter() {}

    /**
     * Exports an encoder. The files appear complete or not at all.
     *
     * @param folder the checkpoint
     * @param file the ONNX file to write; its folder is made if need be
     * @param options how it is written
     * @return what was written
     * @throws ConfigException if the configuration asks for something that is not supported, or the
     *     file is there and must stay
     * @throws ModelException if a file of the checkpoint is missing or damaged, tensors are missing
     *     or have wrong shapes, or a pickle asks for anything but tensors
     */
    public static ExportSummary export(Path folder, Path file, ExportOptions options) {
        Path data = file.resolveSibling(file.getFileName() + ".data");
        requireFree(file, options);
        if (!Files.isDirectory(folder)) {
            throw new ConfigException(
                    folder + " is no folder",
                    "Give the folder of a checkpoint: config.json and weights.");
        }
        CheckpointConfig config = ConfigReader.read(folder.resolve("config.json"));
        PreprocessorConfig preprocessor = PreprocessorConfig.of(folder, config);
        boolean mask =
                switch (options.mask()) {
                    case AUTO -> preprocessor.attentionMask();
                    case YES -> true;
                    case NO -> false;
                };
        try (CheckpointTensors tensors = CheckpointTensors.open(folder)) {
            EncoderWeights weights = new EncoderWeights(config.modelType(), tensors.tensors());
            Onnx.GraphProto graph = EncoderGraph.build(config, weights, mask, options);
            weights.requireComplete();
            OnnxFileWriter writer =
                    new OnnxFileWriter(
                            graph,
                            weights.used(),
                            metadata(config, preprocessor),
                            new WeightStream(options.half()));
            Written dataWritten = Written.NOTHING;
            Written written;
            if (options.externalData() || !writer.fitsOneFile()) {
                requireFree(data, options);
                // An old graph beside new weights would be wrong without a sign of it.
                delete(file);
                dataWritten = writer.writeData(data);
                written = writer.writeReferring(file, data);
            } else {
                written = writer.writeWhole(file);
            }
            return new ExportSummary(
                    config,
                    preprocessor,
                    tensors.files(),
                    types(weights.used()),
                    weights.used().values().stream().mapToLong(StoredTensor::size).sum(),
                    mask,
                    weights.ignored(),
                    written.bytes(),
                    written.sha256(),
                    dataWritten.bytes(),
                    dataWritten.sha256());
        }
    }

    private static void requireFree(Path file, ExportOptions options) {
        if (Files.isDirectory(file) || (Files.exists(file) && !options.overwrite())) {
            throw new ConfigException(
                    file + (Files.isDirectory(file) ? " is a folder" : " is already there"),
                    "Choose another --out, or --overwrite to replace a file.");
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw AtomicFiles.failure(file, e);
        }
    }

    private static Map<String, String> metadata(
            CheckpointConfig config, PreprocessorConfig preprocessor) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("model_type", config.modelType().toString());
        metadata.put("sampling_rate", Integer.toString(PreprocessorConfig.SAMPLE_RATE_HZ));
        metadata.put("do_normalize", Boolean.toString(preprocessor.normalise()));
        metadata.put("return_attention_mask", Boolean.toString(preprocessor.attentionMask()));
        return metadata;
    }

    private static Map<String, Long> types(Map<String, StoredTensor> weights) {
        Map<String, Long> types = new TreeMap<>();
        for (StoredTensor tensor : weights.values()) {
            types.merge(tensor.type().toString(), tensor.size(), Long::sum);
        }
        return types;
    }
}
