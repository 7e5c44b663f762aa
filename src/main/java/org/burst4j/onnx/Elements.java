package org.burst4j.onnx;

/** Numbers in a row, wherever they are kept. Immutable. */
interface Elements {
    int count();

    double get(int at);

    /** Copies a run of numbers, rounded to float, to an array from an index on. */
    void floats(int at, int count, float[] to, int start);

    /** Takes over the array. */
    static Elements of(float[] values) {
        return new Elements() {
            @Override
            public int count() {
                return values.length;
            }

            @Override
            public double get(int at) {
                return values[at];
            }

            @Override
            public void floats(int at, int count, float[] to, int start) {
                System.arraycopy(values, at, to, start, count);
            }
        };
    }

    /** Takes over the array. */
    static Elements of(double[] values) {
        return new Elements() {
            @Override
            public int count() {
                return values.length;
            }

            @Override
            public double get(int at) {
                return values[at];
            }

            @Override
            public void floats(int at, int count, float[] to, int start) {
                for (int i = 0; i < count; i++) {
                    to[start + i] = (float) values[at + i];
                }
            }
        };
    }
}
