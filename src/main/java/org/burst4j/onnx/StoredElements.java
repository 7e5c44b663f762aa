package org.burst4j.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.burst4j.graph.HalfFloat;

/** Numbers as a file holds them: little-endian bytes, decoded when they are read. */
final class StoredElements implements Elements {
    private final ElementType type;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private final int count;

    /** A view of all the bytes of the buffer, which should be mapped rather than copied. */
    StoredElements(ElementType type, ByteBuffer bytes) {
        this.type = type;
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.floats = this.bytes.asFloatBuffer();
        this.count = this.bytes.limit() / type.bytes();
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public double get(int at) {
        return switch (type) {
            case FLOAT -> floats.get(at);
            case DOUBLE -> bytes.getDouble(8 * at);
            case FLOAT16 -> HalfFloat.toFloat(bytes.getShort(2 * at));
            case BFLOAT16 -> HalfFloat.bfloat16ToFloat(bytes.getShort(2 * at));
            case INT64 -> bytes.getLong(8 * at);
            case INT32 -> bytes.getInt(4 * at);
            case INT8 -> bytes.get(at);
            case UINT8, BOOL -> bytes.get(at) & 0xFF;
        };
    }

    @Override
    public void floats(int at, int count, float[] to, int start) {
        switch (type) {
            case FLOAT -> floats.get(at, to, start, count);
            case FLOAT16 -> {
                for (int i = 0; i < count; i++) {
                    to[start + i] = HalfFloat.toFloat(bytes.getShort(2 * (at + i)));
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    to[start + i] = (float) get(at + i);
                }
            }
        }
    }
}
