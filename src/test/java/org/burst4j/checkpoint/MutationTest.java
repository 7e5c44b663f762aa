package org.burst4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.burst4j.checkpoint.CheckpointFixtures.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.burst4j.ConfigException;
import org.burst4j.ModelException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Good files with bytes changed: they are read, or refused by an exception of ours. */
class MutationTest {
    private static final long[] NASTY = {
        0, -1, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40
    };

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "wav2vec2-base, config.json, 300",
        "wav2vec2-base, preprocessor_config.json, 150",
        "wav2vec2-base-sharded, model.safetensors.index.json, 300",
        "data2vec-audio-base, model.safetensors, 600",
        "hubert-base-ls960, pytorch_model.bin, 900",
        "wav2vec2-base-bin-legacy, pytorch_model.bin, 600",
    })
    void a_changed_file_is_read_or_refused(String checkpoint, String name, int count)
            throws IOException {
        Path copied = copy(checkpoint, folder.resolve("c"));
        Path file = copied.resolve(name);
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(name.hashCode() + good.length);
        int refused = 0;
        for (int i = 0; i < count; i++) {
            byte[] bad = mutate(good, random);
            Files.write(file, bad);
            try {
                export(copied);
            } catch (ModelException | ConfigException e) {
                assertThat(e.getMessage()).isNotBlank();
                assertThat(e.cure()).isNotBlank();
                refused++;
            }
        }
        assertThat(refused).isBetween(count / 10, count);
    }

    /** All that an export does but the writing. */
    private static void export(Path folder) throws IOException {
        CheckpointConfig config = ConfigReader.read(folder.resolve("config.json"));
        PreprocessorConfig preprocessor = PreprocessorConfig.of(folder, config);
        try (CheckpointTensors tensors = CheckpointTensors.open(folder)) {
            EncoderWeights weights = new EncoderWeights(config.modelType(), tensors.tensors());
            EncoderGraph.build(
                    config, weights, preprocessor.attentionMask(), ExportOptions.DEFAULTS);
            weights.requireComplete();
            for (StoredTensor tensor : weights.used().values()) {
                tensor.forEach(value -> {});
            }
        }
    }

    /** One to three changes; most fall on the ends of the file, where its structure is. */
    private static byte[] mutate(byte[] good, Random random) {
        byte[] bytes = good.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int reach = Math.min(bytes.length, random.nextInt(4) == 0 ? bytes.length : 4000);
            if (reach < 16) {
                return bytes;
            }
            int near = random.nextInt(reach - 8);
            int at = random.nextBoolean() ? near : bytes.length - 8 - near;
            switch (random.nextInt(6)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) random.nextInt(256);
                case 3 -> Arrays.fill(bytes, at, at + 1 + random.nextInt(8), (byte) '9');
                case 4 -> nasty(bytes, at, random);
                default -> bytes = without(bytes, at, 1 + random.nextInt(7));
            }
        }
        return bytes;
    }

    private static void nasty(byte[] bytes, int at, Random random) {
        byte[] number =
                ByteBuffer.allocate(Long.BYTES)
                        .putLong(Long.reverseBytes(NASTY[random.nextInt(NASTY.length)]))
                        .array();
        System.arraycopy(number, 0, bytes, at, random.nextBoolean() ? 4 : 8);
    }

    private static byte[] without(byte[] bytes, int at, int count) {
        byte[] shorter = new byte[bytes.length - count];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, at + count, shorter, at, bytes.length - at - count);
        return shorter;
    }
}
