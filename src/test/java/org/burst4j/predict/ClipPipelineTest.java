package org.burst4j.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.burst4j.DataException;
import org.burst4j.audio.Waveform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClipPipelineTest {
    private static final int BUCKET = 100_000;

    private static Waveform clip(int samples) {
        return new Waveform(new float[samples], 16_000, 0);
    }

    private static void assertNoThread() {
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("burst4j-clips"));
    }

    @Test
    void bad_clips_are_told_in_their_order_and_no_good_one_is_lost() {
        List<Integer> heard = new ArrayList<>();
        List<Integer> refused = new ArrayList<>();
        ClipSource source =
                clip -> {
                    if (clip % 3 == 0) {
                        throw new DataException("clip " + clip + " is bad", "");
                    }
                    return clip(BUCKET * (1 + clip % 2));
                };
        try (ClipPipeline pipeline = new ClipPipeline(20, source, BUCKET)) {
            pipeline.work()
                    .forEachRemaining(
                            work -> {
                                work.refusals().forEach(refusal -> refused.add(refusal.clip()));
                                if (work.batch() != null) {
                                    heard.addAll(work.batch().clips());
                                }
                            });
        }
        assertThat(refused).containsExactly(0, 3, 6, 9, 12, 15, 18);
        assertThat(heard).containsExactlyInAnyOrder(1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19);
        assertNoThread();
    }

    @Test
    void a_folder_of_bad_clips_alone_gives_refusals_alone() {
        try (ClipPipeline pipeline =
                new ClipPipeline(
                        2,
                        clip -> {
                            throw new DataException("bad", "");
                        },
                        BUCKET)) {
            ClipPipeline.Work work = pipeline.work().next();
            assertThat(work.batch()).isNull();
            assertThat(work.refusals())
                    .extracting(ClipPipeline.Refusal::clip)
                    .containsExactly(0, 1);
            assertThat(pipeline.work().hasNext()).isFalse();
        }
    }

    @Test
    void no_clips_are_no_work() {
        try (ClipPipeline pipeline = new ClipPipeline(0, clip -> clip(1), BUCKET)) {
            assertThat(pipeline.work().hasNext()).isFalse();
        }
    }

    @Test
    void what_is_no_fault_of_the_data_ends_it() {
        IllegalStateException bug = new IllegalStateException("bug");
        try (ClipPipeline pipeline =
                new ClipPipeline(
                        3,
                        clip -> {
                            throw bug;
                        },
                        BUCKET)) {
            assertThatThrownBy(() -> pipeline.work().next()).isSameAs(bug);
        }
    }

    @Test
    void it_stays_a_batch_ahead_and_ends_when_it_is_closed() {
        AtomicInteger read = new AtomicInteger();
        ClipSource source =
                clip -> {
                    assertThat(Thread.currentThread().getName()).isEqualTo("burst4j-clips");
                    read.incrementAndGet();
                    return clip(BUCKET * 3);
                };
        ClipPipeline pipeline = new ClipPipeline(1000, source, BUCKET);
        assertThat(pipeline.work().next().batch().clips()).containsExactly(0);
        pipeline.close();
        // One taken, one waiting, one in hand; 300,000 samples are a batch of one.
        assertThat(read.get()).isLessThanOrEqualTo(3);
        assertNoThread();
    }
}
