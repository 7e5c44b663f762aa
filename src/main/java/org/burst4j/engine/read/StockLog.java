package org.burst4j.engine.read;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.ops.SDMath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of operations that stay ND4J's: once a graph, however many shapes it is read for. */
final class StockLog {
    private static final Logger LOG = LoggerFactory.getLogger(GraphReader.class);

    /** By what lives as long as a graph and is equal to itself alone; graphs compare contents. */
    private static final Map<SDMath, Set<String>> TOLD =
            Collections.synchronizedMap(new WeakHashMap<>());

    private StockLog() {}

    /**
     * Tells it, if there is something that was not told.
     *
     * @param graph the user's graph
     * @param what what the operations are for
     * @param counts names of operations with their number
     * @return whether it was told now
     */
    static boolean tell(SameDiff graph, String what, Map<String, Integer> counts) {
        String text = what + " that run as ND4J has them, with their number: " + counts;
        boolean isNew =
                !counts.isEmpty()
                        && TOLD.computeIfAbsent(
                                        graph.math(),
                                        key -> Collections.synchronizedSet(new HashSet<>()))
                                .add(text);
        if (isNew) {
            LOG.info("{}", text);
        }
        return isNew;
    }
}
