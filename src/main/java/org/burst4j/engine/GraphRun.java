package org.burst4j.engine;

import java.util.Map;
import java.util.OptionalLong;

/** What runs forward and runs with gradients have in common. Not thread-safe. */
public interface GraphRun extends AutoCloseable {
    /**
     * The native memory that a run will need for what is computed on the way, known before it
     * begins: the plan's arena, without weights, gradients and inputs.
     *
     * @param shapes of all placeholders
     * @return bytes; empty for an engine that does not plan
     */
    default OptionalLong plannedBytes(Map<String, long[]> shapes) {
        return OptionalLong.empty();
    }

    /**
     * Has the time of each node of each further run told.
     *
     * @param times is told; null for nobody. An engine that does not plan tells nothing.
     */
    default void profile(NodeTimes times) {}

    /** Frees native memory that is kept between runs; what was planned is kept. */
    default void release() {}

    /** Frees what is kept between runs. The graph and its arrays stay. */
    @Override
    void close();
}
