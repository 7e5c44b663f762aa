package org.burst4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.burst4j.DataException;
import org.burst4j.RunInterruptedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchPrefetcherTest {
    private static final int CLIPS = 20;

    private static List<Clip> clips() {
        List<Clip> clips = new ArrayList<>();
        for (int index = 0; index < CLIPS; index++) {
            clips.add(DataFolder.clip(String.valueOf(index), null, 0));
        }
        return clips;
    }

    private static BatchPrefetcher start(WaveformSource source, int firstBatch) {
        BatchPlan plan =
                BatchPlan.of(new int[CLIPS], new BatchPlan.Options(2, false, 1, false), 0, 0);
        BatchLoader loader = new BatchLoader(source, List.of(), 4);
        return new BatchPrefetcher(loader, plan.of(clips(), firstBatch));
    }

    @Test
    void batches_come_in_the_plans_order_from_any_start() {
        for (int firstBatch : new int[] {0, 7}) {
            List<String> ids = new ArrayList<>();
            try (BatchPrefetcher batches = start(file -> new float[1], firstBatch)) {
                while (batches.hasNext()) {
                    batches.next().clips().forEach(clip -> ids.add(clip.id()));
                }
                assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
            }
            assertThat(ids).hasSize(CLIPS - 2 * firstBatch);
            for (int index = 0; index < ids.size(); index++) {
                assertThat(ids.get(index)).isEqualTo(String.valueOf(2 * firstBatch + index));
            }
        }
    }

    @Test
    void what_fails_in_the_background_is_thrown_at_its_batch() {
        DataException failure = new DataException("broken", "");
        WaveformSource source =
                file -> {
                    if (file.equals(Path.of("5"))) {
                        throw failure;
                    }
                    return new float[1];
                };
        try (BatchPrefetcher batches = start(source, 0)) {
            batches.next();
            batches.next();
            assertThatThrownBy(batches::next).isSameAs(failure);
            assertThatThrownBy(batches::hasNext).isSameAs(failure);
        }
    }

    @Test
    void errors_are_thrown_too() {
        try (BatchPrefetcher batches =
                start(
                        file -> {
                            throw new OutOfMemoryError("test");
                        },
                        0)) {
            assertThatThrownBy(batches::next)
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessage("test");
        }
    }

    @Test
    void an_abandoned_one_stops_early_and_leaves_no_thread() {
        AtomicInteger reads = new AtomicInteger();
        BatchPrefetcher batches =
                start(
                        file -> {
                            reads.incrementAndGet();
                            return new float[1];
                        },
                        0);
        batches.next();
        batches.close();
        batches.close();
        // One taken, two waiting and one in the loader's hands, of two clips each.
        assertThat(reads.get()).isLessThanOrEqualTo(8);
        assertThat(batches.hasNext()).isFalse();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("burst4j-batches"));
    }

    @Test
    void an_interrupt_while_waiting_ends_the_run() {
        CountDownLatch never = new CountDownLatch(1);
        WaveformSource stuck =
                file -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new DataException("stopped", "", e);
                    }
                    return new float[1];
                };
        try (BatchPrefetcher batches = start(stuck, 0)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(batches::next).isInstanceOf(RunInterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
