package org.burst4j.graph;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Element types of the format and their counterparts in ND4J. */
enum SafeTensorsType {
    F64(8, DataType.DOUBLE),
    F32(4, DataType.FLOAT),
    F16(2, DataType.FLOAT),
    BF16(2, DataType.FLOAT),
    I64(8, DataType.INT64),
    I32(4, DataType.INT32),
    U8(1, DataType.UINT8),
    BOOL(1, DataType.BOOL);

    /** Bytes mapped at once: one map must stay below 2 GiB. */
    static final long MAP_BYTES = 1L << 30;

    private static final int CHUNK = 1 << 16;

    private final int bytes;
    private final DataType dataType;

    SafeTensorsType(int bytes, DataType dataType) {
        this.bytes = bytes;
        this.dataType = dataType;
    }

    int bytes() {
        return bytes;
    }

    /** The type that holds an ND4J type exactly, or null. */
    static SafeTensorsType of(DataType dataType) {
        for (SafeTensorsType type : values()) {
            if (type.dataType == dataType && type != F16 && type != BF16) {
                return type;
            }
        }
        return null;
    }

    INDArray create(long[] shape) {
        return shape.length == 0
                ? Nd4j.scalar(dataType, 0)
                : Nd4j.createUninitialized(dataType, shape, 'c');
    }

    /** Reads all elements of the bytes into the array from an element on; returns the next one. */
    long read(ByteBuffer from, INDArray to, long element) {
        long next = element;
        if (dataType == DataType.FLOAT && Nd4j.getEnvironment().isCPU() && fitsNio(to)) {
            readFloats(from, to.data().asNioFloat().position((int) element));
            return element + from.limit() / bytes;
        }
        while (from.hasRemaining()) {
            put(from, to, next++);
        }
        return next;
    }

    private void readFloats(ByteBuffer from, FloatBuffer to) {
        if (this == F32) {
            to.put(from.asFloatBuffer());
            return;
        }
        while (from.hasRemaining()) {
            to.put(floatOf(from.getShort()));
        }
    }

    private float floatOf(short bits) {
        return this == BF16 ? HalfFloat.bfloat16ToFloat(bits) : HalfFloat.toFloat(bits);
    }

    private void put(ByteBuffer from, INDArray to, long at) {
        switch (this) {
            case F64 -> to.data().put(at, from.getDouble());
            case F32 -> to.data().put(at, from.getFloat());
            case F16, BF16 -> to.data().put(at, floatOf(from.getShort()));
            case I64 -> to.data().put(at, from.getLong());
            case I32 -> to.data().put(at, from.getInt());
            case U8 -> to.data().put(at, from.get() & 0xFF);
            case BOOL -> to.data().put(at, from.get() != 0);
        }
    }

    /** Appends elements of a 'c' ordered array without gaps; returns the next element. */
    long write(INDArray from, long element, ByteBuffer to) {
        long next = element;
        if (this == F32 && Nd4j.getEnvironment().isCPU() && fitsNio(from)) {
            int count = (int) Math.min(from.length() - element, to.remaining() / bytes);
            float[] chunk = new float[Math.min(CHUNK, count)];
            while (count > 0) {
                int now = Math.min(count, chunk.length);
                from.data().asNioFloat().get((int) next, chunk, 0, now);
                to.asFloatBuffer().put(chunk, 0, now);
                to.position(to.position() + now * bytes);
                next += now;
                count -= now;
            }
            return next;
        }
        while (next < from.length() && to.remaining() >= bytes) {
            get(from, next++, to);
        }
        return next;
    }

    private void get(INDArray from, long at, ByteBuffer to) {
        switch (this) {
            case F64 -> to.putDouble(from.data().getDouble(at));
            case I64 -> to.putLong(from.data().getLong(at));
            case I32 -> to.putInt(from.data().getInt(at));
            case U8, BOOL -> to.put((byte) from.data().getInt(at));
            default -> to.putFloat(from.data().getFloat(at));
        }
    }

    /** A Java buffer over the array's own memory holds at most 2^31 - 1 bytes. */
    private static boolean fitsNio(INDArray array) {
        return array.length() <= Integer.MAX_VALUE / Float.BYTES;
    }
}
