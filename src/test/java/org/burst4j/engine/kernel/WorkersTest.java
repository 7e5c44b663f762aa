package org.burst4j.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void each_part_runs_once_by_a_thread_of_the_number(int threads) {
        try (Workers workers = new Workers(threads)) {
            assertThat(workers.threads()).isEqualTo(threads);
            for (int parts : new int[] {0, 1, 2, 5, 1000}) {
                AtomicIntegerArray runs = new AtomicIntegerArray(Math.max(1, parts));
                AtomicInteger wrong = new AtomicInteger();
                workers.run(
                        parts,
                        (part, slot) -> {
                            runs.incrementAndGet(part);
                            if (slot < 0 || slot >= threads) {
                                wrong.incrementAndGet();
                            }
                        });
                for (int part = 0; part < parts; part++) {
                    assertThat(runs.get(part)).isEqualTo(1);
                }
                assertThat(wrong.get()).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void what_a_part_throws_comes_to_the_caller_as_it_is(int threads) {
        try (Workers workers = new Workers(threads)) {
            ArithmeticException thrown = new ArithmeticException("part 3");
            assertThatThrownBy(
                            () ->
                                    workers.run(
                                            100,
                                            (part, slot) -> {
                                                if (part == 3) {
                                                    throw thrown;
                                                }
                                            }))
                    .isSameAs(thrown);
            StackOverflowError error = new StackOverflowError();
            assertThatThrownBy(
                            () ->
                                    workers.run(
                                            2,
                                            (part, slot) -> {
                                                throw error;
                                            }))
                    .isSameAs(error);
            AtomicInteger runs = new AtomicInteger();
            workers.run(9, (part, slot) -> runs.incrementAndGet());
            assertThat(runs.get()).isEqualTo(9);
        }
    }

    @Test
    void what_others_throw_meanwhile_is_suppressed() {
        try (Workers workers = new Workers(2)) {
            CountDownLatch both = new CountDownLatch(2);
            assertThatThrownBy(
                            () ->
                                    workers.run(
                                            2,
                                            (part, slot) -> {
                                                both.countDown();
                                                awaitQuietly(both);
                                                throw new ArithmeticException("part " + part);
                                            }))
                    .isInstanceOfSatisfying(
                            ArithmeticException.class,
                            e ->
                                    assertThat(e.getSuppressed())
                                            .singleElement()
                                            .isInstanceOf(ArithmeticException.class)
                                            .isNotSameAs(e));
        }
    }

    @Test
    void an_interrupt_stays_and_all_parts_run() {
        try (Workers workers = new Workers(2)) {
            CountDownLatch both = new CountDownLatch(2);
            AtomicInteger runs = new AtomicInteger();
            Thread.currentThread().interrupt();
            workers.run(
                    2,
                    (part, slot) -> {
                        boolean interrupted = Thread.interrupted();
                        both.countDown();
                        awaitQuietly(both);
                        if (interrupted) {
                            Thread.currentThread().interrupt();
                        }
                        runs.incrementAndGet();
                    });
            assertThat(Thread.interrupted()).isTrue();
            assertThat(runs.get()).isEqualTo(2);
        }
    }

    @Test
    void loops_of_several_callers_do_not_mix() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try (Workers workers = new Workers(3)) {
            List<Future<Integer>> sums = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                int first = caller * 1000;
                sums.add(
                        callers.submit(
                                () -> {
                                    int wrong = 0;
                                    for (int i = 0; i < 200; i++) {
                                        wrong += wrong(workers, first + i);
                                    }
                                    return wrong;
                                }));
            }
            for (Future<Integer> sum : sums) {
                assertThat(sum.get()).isZero();
            }
        } finally {
            callers.shutdown();
        }
    }

    /** Leaves a number in shared memory in one loop and looks for it in the next. */
    private static int wrong(Workers workers, int number) {
        AtomicInteger wrong = new AtomicInteger();
        workers.together(
                () -> {
                    float[][] rows = workers.rows(0, 8, 4);
                    workers.run(8, (part, slot) -> rows[part][part % 4] = number);
                    workers.run(
                            8,
                            (part, slot) -> {
                                if (rows[part][part % 4] != number) {
                                    wrong.incrementAndGet();
                                }
                            });
                });
        return wrong.get();
    }

    @Test
    void memory_grows_to_the_largest_and_is_kept() {
        try (Workers workers = new Workers(2)) {
            float[][] small = workers.rows(1, 2, 3);
            float[][] more = workers.rows(1, 4, 3);
            assertThat(more).hasDimensions(4, 3);
            assertThat(more[0]).isSameAs(small[0]);
            assertThat(workers.rows(1, 2, 3)).isSameAs(more);
            assertThat(workers.rows(1, 1, 5)[0]).hasSize(5);
            assertThat(workers.memory(0, 10).capacity()).isEqualTo(10);
            assertThat(workers.memory(0, 4)).isSameAs(workers.memory(0, 10));
            int[] made = new int[1];
            for (int i = 0; i < 3; i++) {
                workers.own(
                        1,
                        StringBuilder.class,
                        () -> {
                            made[0]++;
                            return new StringBuilder();
                        });
            }
            assertThat(made[0]).isEqualTo(1);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
