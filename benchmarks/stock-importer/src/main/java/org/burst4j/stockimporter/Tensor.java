package org.burst4j.stockimporter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import onnx.Onnx.TensorProto;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.protobuf.ByteString;

/**
 * A small tensor of FLOAT, INT64 or BOOL, held as doubles, which are exact for all that is used.
 *
 * @param type one of the three
 * @param shape lengths; none for a scalar
 * @param values in 'c' order
 */
record Tensor(TensorProto.DataType type, long[] shape, double[] values) {
    static Tensor normal(long seed, long... shape) {
        double[] values = new double[count(shape)];
        Random random = new Random(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Tensor(TensorProto.DataType.FLOAT, shape, values);
    }

    /** Numbers above 0.1, for roots, logarithms and divisors. */
    static Tensor positive(long seed, long... shape) {
        Tensor normal = normal(seed, shape);
        for (int i = 0; i < normal.values.length; i++) {
            normal.values[i] = (float) (Math.abs(normal.values[i]) + 0.1);
        }
        return normal;
    }

    static Tensor scalar(double value) {
        return new Tensor(TensorProto.DataType.FLOAT, new long[0], new double[] {(float) value});
    }

    static Tensor floats(double... values) {
        return new Tensor(TensorProto.DataType.FLOAT, new long[] {values.length}, values);
    }

    static Tensor longs(long... values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return new Tensor(TensorProto.DataType.INT64, new long[] {values.length}, doubles);
    }

    static Tensor scalarLong(long value) {
        return new Tensor(TensorProto.DataType.INT64, new long[0], new double[] {value});
    }

    /** Every second element true. */
    static Tensor alternating(long... shape) {
        double[] values = new double[count(shape)];
        for (int i = 0; i < values.length; i += 2) {
            values[i] = 1;
        }
        return new Tensor(TensorProto.DataType.BOOL, shape, values);
    }

    Tensor shaped(long... newShape) {
        return new Tensor(type, newShape, values);
    }

    static int count(long... shape) {
        long count = 1;
        for (long length : shape) {
            count *= length;
        }
        return Math.toIntExact(count);
    }

    INDArray array() {
        INDArray doubles =
                shape.length == 0
                        ? Nd4j.scalar(values[0])
                        : Nd4j.create(values, shape, 'c').castTo(DataType.DOUBLE);
        return doubles.castTo(
                switch (type) {
                    case INT64 -> DataType.INT64;
                    case BOOL -> DataType.BOOL;
                    default -> DataType.FLOAT;
                });
    }

    TensorProto proto(String name) {
        TensorProto.Builder proto =
                TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
        for (long length : shape) {
            proto.addDims(length);
        }
        // As raw bytes, like all exporters do it.
        int width =
                switch (type) {
                    case INT64 -> Long.BYTES;
                    case BOOL -> 1;
                    default -> Float.BYTES;
                };
        ByteBuffer bytes =
                ByteBuffer.allocate(width * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            switch (type) {
                case INT64 -> bytes.putLong((long) value);
                case BOOL -> bytes.put((byte) value);
                default -> bytes.putFloat((float) value);
            }
        }
        proto.setRawData(ByteString.copyFrom(bytes.flip()));
        return proto.build();
    }
}
