package org.burst4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.burst4j.SplitMix64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.random.custom.DistributionUniform;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

class RandomBitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, dropout, 0.9, 1.9, 1",
        "1, dropout, 0.9, 1.9, 7",
        "42, layer_3/keep, 0.9, 1.9, 1000",
        "-7, a, 0, 1, 1000",
        "123456789012345, mask, 0.95, 1.95, 100003",
        "3, b, -0.25, 0.125, 100003",
        "5, c, 0.5, 1.5, 333333",
        "6, kept, 0.7, 1.7, 1000003"
    })
    void the_same_bits_as_nd4js_operation(
            long seed, String name, float low, float high, int length) {
        float[] expected = drawnByNd4j(seed, name, low, high, length, 1);
        float[] byTwoThreads = drawnByNd4j(seed, name, low, high, length, 2);
        assertThat(Arrays.mismatch(byTwoThreads, expected)).isEqualTo(-1);

        float[] whole = new float[length];
        RandomBits.uniform(seed, name, low, high, 0, whole, length);
        assertThat(Arrays.mismatch(whole, expected)).isEqualTo(-1);

        int from = length / 3;
        float[] part = new float[length - from];
        RandomBits.uniform(seed, name, low, high, from, part, part.length);
        assertThat(Arrays.mismatch(part, Arrays.copyOfRange(expected, from, length))).isEqualTo(-1);
    }

    private static float[] drawnByNd4j(
            long seed, String name, float low, float high, int length, int threads) {
        Nd4j.getEnvironment();
        NativeOps natives = NativeOpsHolder.getInstance().getDeviceNativeOps();
        int before = natives.ompGetMaxThreads();
        natives.setOmpNumThreads(threads);
        try (INDArray shape = Nd4j.createFromArray((long) length);
                INDArray out = Nd4j.create(DataType.FLOAT, length)) {
            OpContext context = Nd4j.getExecutioner().buildContext();
            DistributionUniform operation = new DistributionUniform(shape, out, low, high);
            context.setInputArray(0, shape);
            context.setOutputArray(0, out);
            context.setTArguments(operation.tArgs());
            context.setIArguments(operation.iArgs());
            context.setDArguments(operation.dArgs());
            long stream = SplitMix64.stream(seed, name);
            context.setRngStates(stream, SplitMix64.mix(stream + SplitMix64.GOLDEN));
            Nd4j.getExecutioner().exec(operation, context);
            return out.toFloatVector();
        } finally {
            natives.setOmpNumThreads(before);
        }
    }
}
