package org.burst4j.graph;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.config.ExecutionResult;
import org.nd4j.autodiff.samediff.config.SDValue;
import org.nd4j.autodiff.samediff.internal.FrameIter;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;

/**
 * The library's session with a clock on every operation. It is of the library's package because
 * that session and its pool of arrays are not for users.
 */
public final class ProfilingSession implements AutoCloseable {
    private static final int KEEP_RUNS = 16;

    private final ArrayPool memory = new ArrayPool(KEEP_RUNS);
    private final Clock session;
    private final List<String> outputs;
    private final Map<String, Kind> kinds = new TreeMap<>();

    /**
     * Prepares a session.
     *
     * @param graph its array cache is turned on
     * @param outputs names of the results to compute
     */
    public ProfilingSession(SameDiff graph, List<String> outputs) {
        this.outputs = List.copyOf(outputs);
        graph.setEnableCache(true);
        session = new Clock(graph, memory);
    }

    /**
     * Runs one batch and frees its results.
     *
     * @param placeholders a value for each placeholder that the outputs need
     */
    public void run(Map<String, INDArray> placeholders) {
        At at = At.defaultAt(Operation.INFERENCE);
        Map<String, INDArray> results =
                memory.endRun(session.output(outputs, placeholders, null, null, null, at));
        CachedSession.closeAll(results.values());
    }

    /**
     * What the operations took since the start or the last {@link #reset()}.
     *
     * @return by name of the operation
     */
    public Map<String, Kind> kinds() {
        return kinds;
    }

    /** Forgets what was measured. */
    public void reset() {
        kinds.clear();
    }

    @Override
    public void close() {
        memory.close();
    }

    /** All calls of one kind of operation. */
    public static final class Kind {
        private int calls;
        private long nanoseconds;

        /**
         * How often it ran.
         *
         * @return the count
         */
        public int calls() {
            return calls;
        }

        /**
         * What that took.
         *
         * @return milliseconds, all calls together
         */
        public double milliseconds() {
            return nanoseconds / 1e6;
        }
    }

    private final class Clock extends LinearSession {
        Clock(SameDiff graph, ArrayPool memory) {
            super(graph, memory);
        }

        @Override
        public ExecutionResult doExec(
                DifferentialFunction operation,
                OpContext context,
                FrameIter frame,
                Set<VarId> inputs,
                Set<VarId> inputsOfAllIterations,
                Set<String> constants,
                Map<String, SDValue> otherPlaceholders) {
            long start = System.nanoTime();
            ExecutionResult result =
                    super.doExec(
                            operation,
                            context,
                            frame,
                            inputs,
                            inputsOfAllIterations,
                            constants,
                            otherPlaceholders);
            Kind kind = kinds.computeIfAbsent(operation.opName(), name -> new Kind());
            kind.calls++;
            kind.nanoseconds += System.nanoTime() - start;
            return result;
        }
    }
}
