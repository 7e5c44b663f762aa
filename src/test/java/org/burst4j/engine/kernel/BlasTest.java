package org.burst4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.burst4j.engine.kernel.Blas.Layout;
import org.burst4j.engine.kernel.Blas.Sizes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlasTest {
    /** Elements before a matrix, and between the end of a row and the next. */
    private static final int GAP = 3;

    private final int threads = BlasLibrary.threads();
    private final Random random = new Random(4);

    @AfterEach
    void threadsAsBefore() {
        BlasLibrary.setThreads(threads);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, AS_IS, AS_IS, false",
        "5, 7, 3, AS_IS, TRANSPOSED, true",
        "33, 18, 65, TRANSPOSED, AS_IS, false",
        "99, 99, 64, AS_IS, TRANSPOSED, false",
        "64, 48, 131, TRANSPOSED, TRANSPOSED, true",
        "300, 20, 300, AS_IS, AS_IS, true"
    })
    void product_within_larger_memory(
            int rows, int columns, int depth, Layout layoutA, Layout layoutB, boolean add) {
        FloatBuffer a = memory(rows, depth, layoutA);
        FloatBuffer b = memory(depth, columns, layoutB);
        FloatBuffer c = memory(rows, columns, Layout.AS_IS);
        float[] before = new float[c.capacity()];
        c.get(0, before);

        Blas.multiply(
                new Sizes(rows, columns, depth),
                -0.5f,
                matrix(a, rows, depth, layoutA),
                layoutA,
                matrix(b, depth, columns, layoutB),
                layoutB,
                matrix(c, rows, columns, Layout.AS_IS),
                add);

        boolean[] written = new boolean[before.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int place = index(i, j, rows, columns, Layout.AS_IS);
                double sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum +=
                            (double) a.get(index(i, k, rows, depth, layoutA))
                                    * b.get(index(k, j, depth, columns, layoutB));
                }
                double expected = (add ? before[place] : 0) - 0.5 * sum;
                assertThat((double) c.get(place)).isCloseTo(expected, within(1e-4));
                written[place] = true;
            }
        }
        for (int i = 0; i < before.length; i++) {
            if (!written[i]) {
                assertThat(c.get(i)).isEqualTo(before[i]);
            }
        }
    }

    @Test
    void what_is_written_over_may_have_been_anything() {
        FloatBuffer c = memory(2, 2, Layout.AS_IS);
        for (int i = 0; i < c.capacity(); i++) {
            c.put(i, Float.NaN);
        }
        FloatBuffer a = memory(2, 2, Layout.AS_IS);
        Matrix factor = matrix(a, 2, 2, Layout.AS_IS);
        Matrix result = matrix(c, 2, 2, Layout.AS_IS);

        Blas.multiply(
                new Sizes(2, 2, 2), 1, factor, Layout.AS_IS, factor, Layout.AS_IS, result, false);

        assertThat(c.get(index(1, 1, 2, 2, Layout.AS_IS))).isFinite();
    }

    @Test
    void blas_has_one_thread_in_loops_and_as_many_as_before_afterwards() {
        BlasLibrary.setThreads(2);
        AtomicInteger most = new AtomicInteger();
        try (Workers workers = new Workers(2)) {
            Runnable loop =
                    () ->
                            workers.run(
                                    4,
                                    (part, slot) ->
                                            most.accumulateAndGet(
                                                    BlasLibrary.threads(), Math::max));
            Blas.run(
                    () -> {
                        Blas.run(loop);
                        loop.run();
                    });
        }
        assertThat(most).hasValue(1);
        assertThat(BlasLibrary.threads()).isEqualTo(2);

        assertThatThrownBy(
                        () ->
                                Blas.run(
                                        () -> {
                                            throw new IllegalStateException("part");
                                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(BlasLibrary.threads()).isEqualTo(2);
    }

    @Test
    void openblas_tells_whose_loops_it_runs() {
        assertThat(BlasLibrary.core()).get().asString().isNotBlank();
    }

    @Test
    void a_buffer_of_the_heap_has_no_place_that_blas_could_write_to() {
        FloatBuffer onHeap = FloatBuffer.allocate(4);
        assertThatThrownBy(() -> new Matrix(onHeap, 2)).hasMessageContaining("copy of the buffer");
    }

    private static int distance(int rows, int columns, Layout layout) {
        return (layout == Layout.AS_IS ? columns : rows) + GAP;
    }

    private static int index(int row, int column, int rows, int columns, Layout layout) {
        int distance = distance(rows, columns, layout);
        return GAP + (layout == Layout.AS_IS ? row * distance + column : column * distance + row);
    }

    private static Matrix matrix(FloatBuffer memory, int rows, int columns, Layout layout) {
        return new Matrix(memory, distance(rows, columns, layout)).at(GAP);
    }

    private FloatBuffer memory(int rows, int columns, Layout layout) {
        int elements = GAP + Math.max(rows, columns) * distance(rows, columns, layout);
        FloatBuffer memory =
                ByteBuffer.allocateDirect(elements * Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
        for (int i = 0; i < elements; i++) {
            memory.put(i, (float) random.nextGaussian());
        }
        return memory;
    }
}
