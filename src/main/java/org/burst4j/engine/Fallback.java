package org.burst4j.engine;

import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs plans, and from the first graph or shape on that cannot be planned another engine, for good.
 *
 * @param <R> the kind of run
 */
abstract class Fallback<R extends GraphRun> implements GraphRun {
    private static final Logger LOG = LoggerFactory.getLogger(Fallback.class);

    private final Supplier<R> other;
    private R now;

    Fallback(R planned, Supplier<R> other) {
        now = planned;
        this.other = other;
    }

    /** Runs one batch, once more in the other engine if it cannot be planned. */
    <T> T attempt(Function<R, T> batch) {
        try {
            return batch.apply(now);
        } catch (UnplannableGraphException e) {
            LOG.warn("from here on ND4J's session runs this graph: {}", e.getMessage());
            R session = other.get();
            now.close();
            now = session;
            return batch.apply(now);
        }
    }

    @Override
    public final OptionalLong plannedBytes(Map<String, long[]> shapes) {
        try {
            return now.plannedBytes(shapes);
        } catch (UnplannableGraphException e) {
            LOG.debug("no plan to measure: {}", e.getMessage());
            return OptionalLong.empty();
        }
    }

    @Override
    public final void profile(NodeTimes times) {
        now.profile(times);
    }

    @Override
    public final void release() {
        now.release();
    }

    @Override
    public final void close() {
        now.close();
    }
}
