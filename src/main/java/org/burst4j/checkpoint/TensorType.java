package org.burst4j.checkpoint;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.burst4j.graph.HalfFloat;

/** Element types of stored tensors, all little-endian; only the first four are weights. */
enum TensorType {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U8(1),
    BOOL(1);

    private final int bytes;

    TensorType(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    boolean real() {
        return this == F64 || this == F32 || this == F16 || this == BF16;
    }

    /** The number at a byte, rounded to float where it is a double; only of real types. */
    float read(ByteBuffer from, int at) {
        return switch (this) {
            case F64 -> (float) from.getDouble(at);
            case F32 -> from.getFloat(at);
            case F16 -> HalfFloat.toFloat(from.getShort(at));
            case BF16 -> HalfFloat.bfloat16ToFloat(from.getShort(at));
            default -> throw new AssertionError(this);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
