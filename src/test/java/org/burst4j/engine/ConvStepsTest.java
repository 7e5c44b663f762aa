package org.burst4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

class ConvStepsTest {
    @ParameterizedTest
    @CsvSource({
        "2, 3700, 3, 2, 0", // two pieces a clip, which share a frame
        "1, 7001, 2, 2, 0", // pieces side by side, one frame unread
        "3, 40, 10, 5, 0", // one piece
        "1, 3300, 1, 2, 0", // frames between the places of the kernel
        "2, 30, 5, 1, 2" // padded: in one call
    })
    void pieces_give_what_one_call_gives(
            int clips, int frames, int kernel, int stride, int padding) {
        int channels = 6;
        int outputs = 5;
        int made = (frames + 2 * padding - kernel) / stride + 1;
        INDArray around = Nd4j.rand(DataType.FLOAT, 7 + clips * frames * channels).subi(0.5);
        INDArray x = // a view, as arrays in an arena are
                Nd4j.create(
                        around.data(),
                        new long[] {clips, frames, channels},
                        new long[] {(long) frames * channels, channels, 1},
                        7,
                        'c',
                        DataType.FLOAT);
        INDArray w = Nd4j.rand(DataType.FLOAT, kernel, channels, outputs).subi(0.5);
        INDArray dy = Nd4j.rand(DataType.FLOAT, clips, made, outputs).subi(0.5);
        INDArray y = filled(clips, made, outputs);
        INDArray dx = filled(clips, frames, channels);
        INDArray dw = filled(kernel, channels, outputs);
        ConvSteps.Geometry geometry = new ConvSteps.Geometry(kernel, stride, padding);
        try (StockOperations operations = new StockOperations()) {
            ConvSteps steps = new ConvSteps(operations);
            steps.forward(geometry, x, w, y).run(0);
            steps.backward(geometry, x, w, dy, dx, dw).run(0);
        }

        INDArray dense = x.dup('c');
        INDArray expectedY = filled(clips, made, outputs);
        INDArray expectedX = filled(clips, frames, channels);
        INDArray expectedW = filled(kernel, channels, outputs);
        whole("conv1d", geometry, List.of(dense, w), List.of(expectedY));
        whole("conv1d_bp", geometry, List.of(dense, w, dy), List.of(expectedX, expectedW));
        assertClose(y, expectedY, 1e-5);
        assertClose(dx, expectedX, 1e-5);
        assertClose(dw, expectedW, 1e-3);
    }

    private static INDArray filled(long... shape) {
        return Nd4j.valueArrayOf(shape, 99f, DataType.FLOAT);
    }

    private static void whole(
            String name,
            ConvSteps.Geometry geometry,
            List<INDArray> inputs,
            List<INDArray> outputs) {
        Nd4j.getExecutioner()
                .exec(
                        DynamicCustomOp.builder(name)
                                .addInputs(inputs.toArray(new INDArray[0]))
                                .addOutputs(outputs.toArray(new INDArray[0]))
                                .addIntegerArguments(
                                        Arrays.stream(geometry.arguments())
                                                .mapToInt(Math::toIntExact)
                                                .toArray())
                                .build());
    }

    private static void assertClose(INDArray found, INDArray expected, double tolerance) {
        assertThat(found.sub(expected).amaxNumber().doubleValue()).isLessThan(tolerance);
    }
}
