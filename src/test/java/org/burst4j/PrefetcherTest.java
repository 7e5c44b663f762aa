package org.burst4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PrefetcherTest {
    @Test
    void closing_ends_a_source_that_swallows_the_interrupt() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(3);
        AtomicInteger given = new AtomicInteger();
        Iterator<Integer> deaf =
                new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return true;
                    }

                    @Override
                    public Integer next() {
                        asked.countDown();
                        if (given.get() == 2) {
                            waitForInterrupt();
                        }
                        return given.incrementAndGet();
                    }
                };
        Prefetcher<Integer> prefetcher = new Prefetcher<>("deaf", 1, deaf);
        assertThat(prefetcher.next()).isEqualTo(1);
        // The second fills the queue; the third is under way, and nobody takes either.
        asked.await();
        prefetcher.close();
        assertThat(prefetcher.hasNext()).isFalse();
        assertThat(given).hasValue(3);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("deaf"));
    }

    private static void waitForInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }
}
