package org.burst4j.onnx;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.graph.HalfFloat;

/**
 * Reads a tensor, whichever of the format's ways of storing values it uses. Those that are stored
 * as bytes stay in the file: the tensor is a view of them.
 */
final class TensorReader {
    private static final int DIMS = 1;
    private static final int DATA_TYPE = 2;
    private static final int SEGMENT = 3;
    private static final int FLOAT_DATA = 4;
    private static final int INT32_DATA = 5;
    private static final int INT64_DATA = 7;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;
    private static final int DOUBLE_DATA = 10;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;

    private final ExternalData external;

    TensorReader(ExternalData external) {
        this.external = external;
    }

    /** A tensor and its name, which is empty for those of attributes. */
    record Named(String name, OnnxTensor tensor) {}

    Named read(Wire message) {
        Wire again = message.again();
        String name = "";
        long number = 0;
        long[] dims = new long[Shapes.MAX_RANK];
        int[] rank = {0};
        ByteBuffer raw = null;
        boolean outside = false;
        Map<String, String> entries = new LinkedHashMap<>();
        while (message.next()) {
            switch (message.field()) {
                case DIMS -> message.integers(size -> dims[next(rank)] = size);
                case DATA_TYPE -> number = message.integer();
                case SEGMENT ->
                        throw new ModelException(
                                "a tensor is stored in segments, which are not supported",
                                OnnxReader.EXPORT_AGAIN);
                case NAME -> name = message.text();
                case RAW_DATA -> raw = message.view();
                case EXTERNAL_DATA -> entry(message.message(), entries);
                case DATA_LOCATION -> outside = message.integer() == 1;
                default -> {
                    // Lists of values are read below, once their number is known.
                }
            }
        }
        String where = "the tensor '" + name + "'";
        ElementType type = ElementType.of(number, where);
        long[] shape = Arrays.copyOf(dims, rank[0]);
        int size = Shapes.size(shape);
        long bytes = (long) size * type.bytes();
        if (outside) {
            raw = external.map(where + " of the shape " + Arrays.toString(shape), entries, bytes);
        }
        if ((raw != null && raw.hasRemaining()) || size == 0) {
            check(where, shape, bytes, raw == null ? 0 : raw.remaining(), "bytes");
            ByteBuffer values = raw == null ? ByteBuffer.allocate(0) : raw;
            return new Named(name, OnnxTensor.of(type, shape, new StoredElements(type, values)));
        }
        return new Named(name, OnnxTensor.of(type, shape, listed(type, again, where, shape, size)));
    }

    private static int next(int[] rank) {
        if (rank[0] == Shapes.MAX_RANK) {
            throw new ModelException(
                    "a tensor with more than " + Shapes.MAX_RANK + " axes is not possible here",
                    OnnxReader.EXPORT_AGAIN);
        }
        return rank[0]++;
    }

    private static void entry(Wire message, Map<String, String> entries) {
        String key = "";
        String value = "";
        while (message.next()) {
            switch (message.field()) {
                case 1 -> key = message.text();
                case 2 -> value = message.text();
                default -> {
                    // The format knows no other fields here.
                }
            }
        }
        if (entries.put(key, value) != null) {
            throw new ModelException(
                    "a tensor names its '" + key + "' twice", OnnxReader.EXPORT_AGAIN);
        }
    }

    private static Elements listed(
            ElementType type, Wire message, String where, long[] shape, int size) {
        int field =
                switch (type) {
                    case FLOAT -> FLOAT_DATA;
                    case DOUBLE -> DOUBLE_DATA;
                    case INT64 -> INT64_DATA;
                    default -> INT32_DATA;
                };
        // A value takes a byte or more: what the file cannot hold is not allocated.
        check(where, shape, size, Math.min(size, message.remaining()), "values");
        double[] values = new double[type == ElementType.FLOAT ? 0 : size];
        float[] floats = new float[type == ElementType.FLOAT ? size : 0];
        int[] count = {0};
        while (message.next()) {
            if (message.field() != field) {
                continue;
            }
            switch (type) {
                case FLOAT ->
                        message.reals(
                                false, value -> floats[next(count, where, size)] = (float) value);
                case DOUBLE ->
                        message.reals(true, value -> values[next(count, where, size)] = value);
                default ->
                        message.integers(
                                value -> values[next(count, where, size)] = decoded(type, value));
            }
        }
        check(where, shape, size, count[0], "values");
        return type == ElementType.FLOAT ? Elements.of(floats) : Elements.of(values);
    }

    private static int next(int[] count, String where, int size) {
        if (count[0] == size) {
            throw new ModelException(
                    where + " needs " + size + " values, but holds more",
                    "The file is damaged; export it again.");
        }
        return count[0]++;
    }

    private static double decoded(ElementType type, long value) {
        return switch (type) {
            case FLOAT16 -> HalfFloat.toFloat((short) value);
            case BFLOAT16 -> HalfFloat.bfloat16ToFloat((short) value);
            default -> type.round((double) value);
        };
    }

    private static void check(String where, long[] shape, long expected, long found, String unit) {
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
