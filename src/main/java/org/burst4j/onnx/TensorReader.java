package org.burst4j.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import onnx.Onnx;
import org.burst4j.ModelException;

/** Reads the values of a tensor, whichever of the format's ways of storing them it uses. */
final class TensorReader {
    private TensorReader() {}

    static OnnxTensor read(Onnx.TensorProto proto) {
        String where = "the tensor '" + proto.getName() + "'";
        ElementType type = ElementType.of(proto.getDataType(), where);
        long[] shape = proto.getDimsList().stream().mapToLong(Long::longValue).toArray();
        int size = Shapes.size(shape);
        if (!proto.getRawData().isEmpty() || size == 0) {
            check(where, shape, (long) size * type.bytes(), proto.getRawData().size(), "bytes");
            ByteBuffer raw =
                    proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            if (type == ElementType.FLOAT) {
                float[] values = new float[size];
                raw.asFloatBuffer().get(values);
                return OnnxTensor.ofFloats(values, shape);
            }
            return OnnxTensor.of(type, shape, raw(type, raw));
        }
        int stored =
                switch (type) {
                    case FLOAT -> proto.getFloatDataCount();
                    case DOUBLE -> proto.getDoubleDataCount();
                    case INT64 -> proto.getInt64DataCount();
                    default -> proto.getInt32DataCount();
                };
        check(where, shape, size, stored, "values");
        return OnnxTensor.of(type, shape, listed(type, proto));
    }

    private static IntToDoubleFunction raw(ElementType type, ByteBuffer raw) {
        return switch (type) {
            case FLOAT -> i -> raw.getFloat(4 * i);
            case DOUBLE -> i -> raw.getDouble(8 * i);
            case FLOAT16 -> i -> HalfFloat.toFloat(raw.getShort(2 * i));
            case INT64 -> i -> raw.getLong(8 * i);
            case INT32 -> i -> raw.getInt(4 * i);
            case INT8 -> raw::get;
            case UINT8, BOOL -> i -> raw.get(i) & 0xFF;
        };
    }

    private static IntToDoubleFunction listed(ElementType type, Onnx.TensorProto proto) {
        return switch (type) {
            case FLOAT -> proto::getFloatData;
            case DOUBLE -> proto::getDoubleData;
            case INT64 -> proto::getInt64Data;
            case FLOAT16 -> i -> HalfFloat.toFloat((short) proto.getInt32Data(i));
            default -> proto::getInt32Data;
        };
    }

    private static void check(String where, long[] shape, long expected, int found, String unit) {
        if (expected != found) {
            throw new ModelException(
                    where
                            + " of the shape "
                            + Arrays.toString(shape)
                            + " needs "
                            + expected
                            + " "
                            + unit
                            + ", but holds "
                            + found,
                    "The file is damaged; export it again.");
        }
    }
}
