package org.burst4j.engine.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * Products of small matrices: C += A B.
 *
 * <p>B and C are arrays of rows. The JVM turns a loop into vector instructions only if it can tell
 * that no element is read after another was written, which it can for rows that are arrays of their
 * own and one index for all, and not for rows within one array. It does so only for loops of up to
 * six fused multiply-adds: two rows of C times three of B. A is read element by element, so that
 * any strides will do: a transposed A is no other case.
 */
final class SmallProduct {
    /** A transpose goes along strips of this width, whose lines stay in the first cache. */
    private static final int STRIP = 16;

    private SmallProduct() {}

    /**
     * C += A B. Each element's terms are added in the order of k.
     *
     * @param a holds A: element (r, k) is at offset + r row + k column
     * @param offset of A's first element
     * @param row distance of A's rows
     * @param column distance of A's columns
     * @param b rows of B, at least depth, each with at least as many elements as columns
     * @param c rows of C, at least rows; none may be a row of B, or another's
     * @param rows of A and C
     * @param depth columns of A, rows of B
     * @param columns of B and C
     */
    static void add(
            float[] a,
            int offset,
            int row,
            int column,
            float[][] b,
            float[][] c,
            int rows,
            int depth,
            int columns) {
        int r = 0;
        for (; r + 2 <= rows; r += 2) {
            int p = offset + r * row;
            addTwoRows(a, p, p + row, column, b, c[r], c[r + 1], depth, columns);
        }
        if (r < rows) {
            int p = offset + r * row;
            for (int k = 0; k < depth; k++) {
                oneByOne(a[p + k * column], b[k], c[r], columns);
            }
        }
    }

    private static void addTwoRows(
            float[] a,
            int first,
            int second,
            int column,
            float[][] b,
            float[] c,
            float[] d,
            int depth,
            int columns) {
        int pairs = depth % 3 == 1 && depth > 1 ? 2 : depth % 3 == 2 ? 1 : 0;
        int threes = (depth - 2 * pairs) / 3;
        addThrees(a, first, second, column, b, c, d, threes, columns);
        int k = 3 * threes;
        for (int pair = 0; pair < pairs; pair++) {
            addPair(a, first + k * column, second + k * column, column, b, k, c, d, columns);
            k += 2;
        }
        if (k < depth) {
            oneByOne(a[first + k * column], b[k], c, columns);
            oneByOne(a[second + k * column], b[k], d, columns);
        }
    }

    private static void addThrees(
            float[] a,
            int first,
            int second,
            int column,
            float[][] b,
            float[] c,
            float[] d,
            int threes,
            int columns) {
        for (int i = 0; i < threes; i++) {
            int k = 3 * i;
            int p = first + k * column;
            int q = second + k * column;
            callThree(
                    a[p],
                    a[p + column],
                    a[p + 2 * column],
                    a[q],
                    a[q + column],
                    a[q + 2 * column],
                    b[k],
                    b[k + 1],
                    b[k + 2],
                    c,
                    d,
                    columns);
        }
    }

    private static void addPair(
            float[] a,
            int p,
            int q,
            int column,
            float[][] b,
            int k,
            float[] c,
            float[] d,
            int columns) {
        callTwo(a[p], a[p + column], a[q], a[q + column], b[k], b[k + 1], c, d, columns);
    }

    /*
     * The loops as the JVM sees them: it turns them into vectors when they are compiled alone, and
     * not when they are inlined into the loops around them. It does not inline what a handle names
     * that may change, which is why these two are not final. (Four times as fast, on Java 17.)
     */
    private static MethodHandle three = handle("twoByThree", 6, 5);
    private static MethodHandle two = handle("twoByTwo", 4, 4);

    private static MethodHandle handle(String name, int factors, int rows) {
        Class<?>[] types = new Class<?>[factors + rows];
        Arrays.fill(types, 0, factors, float.class);
        Arrays.fill(types, factors, factors + rows, float[].class);
        try {
            return MethodHandles.lookup()
                    .findStatic(
                            SmallProduct.class,
                            name,
                            MethodType.methodType(void.class, types)
                                    .appendParameterTypes(int.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static void callThree(
            float a0,
            float a1,
            float a2,
            float b0,
            float b1,
            float b2,
            float[] x0,
            float[] x1,
            float[] x2,
            float[] c,
            float[] d,
            int columns) {
        try {
            three.invokeExact(a0, a1, a2, b0, b1, b2, x0, x1, x2, c, d, columns);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** What a loop threw: nothing but what any loop over arrays can. */
    private static Error failed(Throwable e) {
        if (e instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return e instanceof Error error ? error : new AssertionError(e);
    }

    private static void callTwo(
            float a0,
            float a1,
            float b0,
            float b1,
            float[] x0,
            float[] x1,
            float[] c,
            float[] d,
            int columns) {
        try {
            two.invokeExact(a0, a1, b0, b1, x0, x1, c, d, columns);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @SuppressWarnings("UnusedMethod") // called by its handle
    private static void twoByThree(
            float a0,
            float a1,
            float a2,
            float b0,
            float b1,
            float b2,
            float[] x0,
            float[] x1,
            float[] x2,
            float[] c,
            float[] d,
            int columns) {
        for (int j = 0; j < columns; j++) {
            float x = x0[j];
            float y = x1[j];
            float z = x2[j];
            float u = c[j];
            float v = d[j];
            u = Math.fma(a0, x, u);
            v = Math.fma(b0, x, v);
            u = Math.fma(a1, y, u);
            v = Math.fma(b1, y, v);
            u = Math.fma(a2, z, u);
            v = Math.fma(b2, z, v);
            c[j] = u;
            d[j] = v;
        }
    }

    @SuppressWarnings("UnusedMethod") // called by its handle
    private static void twoByTwo(
            float a0,
            float a1,
            float b0,
            float b1,
            float[] x0,
            float[] x1,
            float[] c,
            float[] d,
            int columns) {
        for (int j = 0; j < columns; j++) {
            float x = x0[j];
            float y = x1[j];
            float u = c[j];
            float v = d[j];
            u = Math.fma(a0, x, u);
            v = Math.fma(b0, x, v);
            u = Math.fma(a1, y, u);
            v = Math.fma(b1, y, v);
            c[j] = u;
            d[j] = v;
        }
    }

    private static void oneByOne(float a, float[] b, float[] c, int columns) {
        for (int j = 0; j < columns; j++) {
            c[j] = Math.fma(a, b[j], c[j]);
        }
    }

    /** Zeros. */
    static void clear(float[][] c, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            Arrays.fill(c[r], 0, columns, 0);
        }
    }

    /**
     * Transposes contiguous rows into an array of rows: to[c][r] = from[r width + c].
     *
     * @param from [rows,width]
     * @param to [width,rows]
     * @param rows number of rows
     * @param width number of columns
     */
    static void transpose(float[] from, float[][] to, int rows, int width) {
        for (int start = 0; start < rows; start += STRIP) {
            int end = Math.min(rows, start + STRIP);
            for (int c = 0; c < width; c++) {
                float[] line = to[c];
                for (int r = start; r < end; r++) {
                    line[r] = from[r * width + c];
                }
            }
        }
    }

    /**
     * The way back: to[r width + c] = from[c][r].
     *
     * @param from [width,rows]
     * @param to [rows,width]
     * @param rows number of rows of the result
     * @param width number of columns of the result
     */
    static void flatten(float[][] from, float[] to, int rows, int width) {
        for (int start = 0; start < rows; start += STRIP) {
            int end = Math.min(rows, start + STRIP);
            for (int c = 0; c < width; c++) {
                float[] line = from[c];
                for (int r = start; r < end; r++) {
                    to[r * width + c] = line[r];
                }
            }
        }
    }

    /**
     * Transposes an array of rows: to[c][r] = from[r][c].
     *
     * @param from [rows,columns]
     * @param to [columns,rows]
     * @param rows number of rows
     * @param columns number of columns
     */
    static void transpose(float[][] from, float[][] to, int rows, int columns) {
        for (int start = 0; start < columns; start += STRIP) {
            int end = Math.min(columns, start + STRIP);
            for (int r = 0; r < rows; r++) {
                float[] line = from[r];
                for (int c = start; c < end; c++) {
                    to[c][r] = line[c];
                }
            }
        }
    }
}
