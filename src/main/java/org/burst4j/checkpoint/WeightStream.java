package org.burst4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import onnx.Onnx;
import org.burst4j.ModelException;
import org.burst4j.graph.HalfFloat;

/** Streams parameters as ONNX wants them: little-endian floats or halves, finite all of them. */
final class WeightStream {
    /** The largest finite half. */
    private static final float LARGEST_HALF = 65504f;

    private static final int BUFFER_BYTES = 1 << 16;

    private final boolean half;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    WeightStream(boolean half) {
        this.half = half;
    }

    long bytes(StoredTensor tensor) {
        return tensor.size() * (half ? Short.BYTES : Float.BYTES);
    }

    /** Name, type and shape of a parameter, without its numbers. */
    Onnx.TensorProto.Builder header(String name, StoredTensor tensor) {
        Onnx.TensorProto.DataType type =
                half ? Onnx.TensorProto.DataType.FLOAT16 : Onnx.TensorProto.DataType.FLOAT;
        Onnx.TensorProto.Builder header =
                Onnx.TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        Arrays.stream(tensor.shape()).forEach(header::addDims);
        return header;
    }

    void write(String name, StoredTensor tensor, DigestChannel to) throws IOException {
        buffer.clear();
        tensor.forEach(value -> put(name, tensor, value, to));
        to.write(buffer.flip());
    }

    private void put(String name, StoredTensor tensor, float value, DigestChannel to)
            throws IOException {
        if (buffer.remaining() < Float.BYTES) {
            to.write(buffer.flip());
            buffer.clear();
        }
        boolean fits = half ? Math.abs(value) <= LARGEST_HALF : Float.isFinite(value);
        if (!fits) {
            throw new ModelException(
                    "tensor "
                            + name
                            + " of "
                            + tensor.file()
                            + " holds "
                            + value
                            + ", which is no finite "
                            + (half ? "half" : "float"),
                    half && Float.isFinite(value)
                            ? "Export with --dtype fp32."
                            : "The checkpoint is damaged, or its training diverged.");
        }
        if (half) {
            buffer.putShort(HalfFloat.fromFloat(value));
        } else {
            buffer.putFloat(value);
        }
    }
}
