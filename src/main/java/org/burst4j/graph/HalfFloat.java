package org.burst4j.graph;

/**
 * 16-bit floating-point numbers, IEEE 754 binary16 and bfloat16; Java 17 has no functions for them.
 */
public final class HalfFloat {
    private HalfFloat() {}

    /**
     * The value of an IEEE half; exact, subnormals, infinities and NaN included.
     *
     * @param bits the half's bits
     * @return the same value
     */
    public static float toFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int rebased = exponent == 0x1F ? 0xFF : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | (rebased << 23) | (fraction << 13));
    }

    /**
     * The nearest IEEE half, ties to even; too large ones become infinite.
     *
     * @param value any value
     * @return the half's bits
     */
    public static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7E00);
        }
        if (magnitude >= 65520f) {
            return (short) (sign | 0x7C00);
        }
        if (magnitude < 0x1p-14f) {
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
        }
        int rebased = (bits & 0x7FFFFFFF) - ((127 - 15) << 23);
        int kept = rebased >> 13;
        int rest = rebased & 0x1FFF;
        if (rest > 0x1000 || (rest == 0x1000 && (kept & 1) == 1)) {
            kept++;
        }
        return (short) (sign | kept);
    }

    /**
     * The value of a bfloat16, the upper half of a float; exact.
     *
     * @param bits the bfloat16's bits
     * @return the same value
     */
    public static float bfloat16ToFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /**
     * The nearest bfloat16, ties to even.
     *
     * @param value any value
     * @return the bfloat16's bits
     */
    public static short bfloat16FromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }
}
