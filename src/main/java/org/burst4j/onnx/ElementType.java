package org.burst4j.onnx;

import org.burst4j.ModelException;
import org.burst4j.graph.HalfFloat;

/** The element types of ONNX tensors that speech encoders use, with their numbers in the format. */
enum ElementType {
    FLOAT(1, 4, false),
    UINT8(2, 1, true),
    INT8(3, 1, true),
    INT32(6, 4, true),
    INT64(7, 8, true),
    BOOL(9, 1, true),
    FLOAT16(10, 2, false),
    DOUBLE(11, 8, false),
    BFLOAT16(16, 2, false);

    private final int number;
    private final int bytes;
    private final boolean integral;

    ElementType(int number, int bytes, boolean integral) {
        this.number = number;
        this.bytes = bytes;
        this.integral = integral;
    }

    int bytes() {
        return bytes;
    }

    /** Whether values are whole numbers or truth values, so that division truncates. */
    boolean integral() {
        return integral;
    }

    /** The nearest value of this type, as arithmetic in it would store it. */
    double round(double value) {
        return switch (this) {
            case FLOAT -> (float) value;
            case FLOAT16 -> HalfFloat.toFloat(HalfFloat.fromFloat((float) value));
            case BFLOAT16 -> HalfFloat.bfloat16ToFloat(HalfFloat.bfloat16FromFloat((float) value));
            case BOOL -> value != 0 ? 1 : 0;
            case INT32 -> (int) (long) value;
            case INT64 -> (long) value;
            case INT8 -> (byte) (long) value;
            case UINT8 -> (long) value & 0xFF;
            case DOUBLE -> value;
        };
    }

    /** Whether the other type holds every value of this one. */
    boolean fitsIn(ElementType other) {
        return switch (this) {
            case FLOAT16, BFLOAT16 -> this == other || other == FLOAT || other == DOUBLE;
            case FLOAT -> other == FLOAT || other == DOUBLE;
            default -> this == other;
        };
    }

    static ElementType of(long number, String where) {
        for (ElementType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        throw new ModelException(
                where + " has the element type number " + number + ", which is not supported",
                "Export the encoder in float32; integers, booleans, float16, bfloat16 and double are"
                        + " read too.");
    }
}
