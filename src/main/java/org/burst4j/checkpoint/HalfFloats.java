package org.burst4j.checkpoint;

/** IEEE 754 binary16 numbers, which Java 17 has no functions for. */
final class HalfFloats {
    /** The largest finite one. */
    static final float LARGEST = 65504f;

    private HalfFloats() {}

    static float toFloat(short bits) {
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

    /** Rounds to the nearest, ties to even; what rounds beyond the largest becomes infinite. */
    static short fromFloat(float value) {
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
        boolean up = rest > 0x1000 || (rest == 0x1000 && (kept & 1) == 1);
        return (short) (sign | (up ? kept + 1 : kept));
    }
}
