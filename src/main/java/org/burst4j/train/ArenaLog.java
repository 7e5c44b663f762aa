package org.burst4j.train;

import java.util.OptionalLong;
import java.util.function.Supplier;
import org.burst4j.data.Batch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how much memory a planned step takes: at the first batch, and at each that is larger. */
final class ArenaLog {
    private static final Logger LOG = LoggerFactory.getLogger(ArenaLog.class);

    private long largestSamples;

    /**
     * Looks at a batch before its step.
     *
     * @param planned memory of the step; asked for a batch that is larger than all before alone, as
     *     it makes the plan
     */
    void note(Batch batch, Supplier<OptionalLong> planned) {
        long samples = (long) batch.size() * batch.paddedSamples();
        if (samples <= largestSamples) {
            return;
        }
        largestSamples = samples;
        planned.get()
                .ifPresent(
                        bytes ->
                                LOG.info(
                                        "a step of {} x {} samples is planned with {} MB beside"
                                                + " weights, gradients and moments",
                                        batch.size(),
                                        batch.paddedSamples(),
                                        bytes / 1_000_000));
    }
}
