package org.burst4j.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.checkpoint.CheckpointExporter;
import org.burst4j.checkpoint.ExportOptions;
import org.burst4j.file.AtomicFiles;
import org.burst4j.graph.SafeTensors;
import org.burst4j.run.Backend;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes an encoder of a published size with random weights, without a download: a folder as Hugging
 * Face's checkpoints are, which transformers reads, and beside the weights {@code encoder.onnx},
 * exported from it by {@link CheckpointExporter}.
 */
public final class RandomEncoder {
    private static final String USAGE = "--config data2vec-base --out FOLDER [--seed 1 ]";

    /** Kept small, so that outputs stay in the range that training has. */
    private static final double BIAS_DEVIATION = 0.02;

    private static final double NORM_DEVIATION = 0.1;

    private RandomEncoder() {}

    /**
     * Runs it.
     *
     * @param args {@code --config}: data2vec-base, data2vec-large, wav2vec2-base, wav2vec2-large,
     *     wav2vec2-large-lv60, hubert-base or hubert-large; {@code --out}: a folder, made if need
     *     be; {@code --seed}
     * @throws IOException if a file cannot be written
     */
    public static void main(String[] args) throws IOException {
        Options options = new Options(USAGE, args);
        EncoderShape shape = EncoderShape.named(options.required("config"));
        Path folder = Path.of(options.required("out"));
        Backend.start(0);
        Files.createDirectories(folder);
        ObjectMapper json = new ObjectMapper();
        write(folder.resolve("config.json"), json.writeValueAsString(shape.config()));
        write(
                folder.resolve("preprocessor_config.json"),
                json.writeValueAsString(
                        Map.of(
                                "feature_extractor_type",
                                "Wav2Vec2FeatureExtractor",
                                "do_normalize",
                                true,
                                "feature_size",
                                1,
                                "padding_value",
                                0.0,
                                "return_attention_mask",
                                true,
                                "sampling_rate",
                                16_000)));
        Nd4j.getRandom().setSeed(options.number("seed", 1));
        Map<String, INDArray> weights = new LinkedHashMap<>();
        shape.parameters().forEach((name, lengths) -> weights.put(name, random(name, lengths)));
        SafeTensors.write(folder.resolve("model.safetensors"), weights, Map.of("format", "pt"));
        long count = weights.values().stream().mapToLong(INDArray::length).sum();
        weights.values().forEach(INDArray::close);
        Path file = folder.resolve("encoder.onnx");
        ExportOptions export = new ExportOptions(ExportOptions.Mask.YES, false, false, false, true);
        CheckpointExporter.export(folder, file, export);
        System.out.println(file + ": " + count + " weights");
    }

    private static void write(Path file, String text) {
        AtomicFiles.write(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static INDArray random(String name, long[] lengths) {
        if (name.endsWith("original0")) {
            // About the norm that the kernels of original1 have, for one tap.
            return normal(NORM_DEVIATION, lengths).addi(1);
        }
        if (name.endsWith("norm.weight")) {
            return normal(NORM_DEVIATION, lengths).addi(1);
        }
        if (lengths.length == 1) {
            return normal(BIAS_DEVIATION, lengths);
        }
        long inputs = Arrays32.product(lengths) / lengths[0];
        return normal(1 / Math.sqrt((double) inputs), lengths);
    }

    private static INDArray normal(double deviation, long[] lengths) {
        return Nd4j.randn(DataType.FLOAT, lengths).muli(deviation);
    }
}
