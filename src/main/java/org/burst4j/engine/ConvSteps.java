package org.burst4j.engine;

import java.util.ArrayList;
import java.util.List;
import org.burst4j.engine.kernel.Step;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Convolutions over time by ND4J's native operation. Forward a piece of a clip at a time: what a
 * call reads and writes then fits the processor's cache. Pieces are views; nothing is copied.
 */
final class ConvSteps {
    /** Frames of the result that one call makes. */
    private static final int PIECE_FRAMES = 1600;

    private final StockOperations operations;

    ConvSteps(StockOperations operations) {
        this.operations = operations;
    }

    /**
     * The arguments of ND4J's operation.
     *
     * @param kernel k
     * @param stride at least 1
     * @param padding zeros on each side
     */
    record Geometry(int kernel, int stride, int padding) {
        long[] arguments() {
            long dilation = 1;
            long valid = 0; // padding as given
            long channelsLast = 1;
            long kernelFirst = 0; // weights [k,in,out]
            return new long[] {kernel, stride, padding, dilation, valid, channelsLast, kernelFirst};
        }
    }

    /** x [B,T,C], w [k,C,Cout] to y [B,T',Cout]. */
    Step forward(Geometry geometry, INDArray x, INDArray w, INDArray y) {
        if (geometry.padding() > 0) {
            return call("conv1d", geometry, List.of(x, w), List.of(y));
        }
        List<Step> calls = new ArrayList<>();
        for (Piece piece : Piece.of(y, PIECE_FRAMES)) {
            calls.add(
                    call(
                            "conv1d",
                            geometry,
                            List.of(input(geometry, piece, x), w),
                            List.of(frames(y, piece.firstElement(y), piece.frames()))));
        }
        return seed -> calls.forEach(call -> call.run(seed));
    }

    /** x, w, dy to dx and dw. */
    Step backward(
            Geometry geometry, INDArray x, INDArray w, INDArray dy, INDArray dx, INDArray dw) {
        return call("conv1d_bp", geometry, List.of(x, w, dy), List.of(dx, dw));
    }

    private static INDArray input(Geometry geometry, Piece piece, INDArray x) {
        long frame = piece.clip() * x.size(1) + (long) piece.start() * geometry.stride();
        long frames = (piece.frames() - 1L) * geometry.stride() + geometry.kernel();
        return frames(x, frame * x.size(2), frames);
    }

    private static INDArray frames(INDArray whole, long firstElement, long frames) {
        long[] shape = {1, frames, whole.size(2)};
        // A view's offset counts from the start of the buffer that it looks into.
        long offset = whole.offset() + firstElement;
        return Nd4j.create(
                whole.data(), shape, Nd4j.getStrides(shape, 'c'), offset, 'c', DataType.FLOAT);
    }

    private Step call(
            String name, Geometry geometry, List<INDArray> inputs, List<INDArray> outputs) {
        return operations.bind(
                DynamicCustomOp.builder(name).build(), inputs, outputs, geometry.arguments());
    }
}
