package org.burst4j.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Operation;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An inference session with a pool of arrays, renewed before its bookkeeping grows. */
final class CachedSession implements AutoCloseable {
    /** A session remembers the number of every array that it ever freed. */
    private static final int RUNS_PER_SESSION = 50;

    /** Runs for which memory that no batch needs is kept. */
    private static final int KEEP_RUNS = 16;

    private final SameDiff graph;
    private final List<String> outputs;
    private final ArrayPool memory = new ArrayPool(KEEP_RUNS);
    private LinearSession session;
    private int runs;

    CachedSession(SameDiff graph, List<String> outputs) {
        this.graph = graph;
        this.outputs = List.copyOf(outputs);
    }

    /** Runs a graph without random operations. */
    Map<String, INDArray> run(Map<String, INDArray> placeholders) {
        return run(placeholders, 0);
    }

    /** Runs the graph; the results are the caller's own, copies where the graph keeps the array. */
    Map<String, INDArray> run(Map<String, INDArray> placeholders, long seed) {
        if (session == null || runs % RUNS_PER_SESSION == 0) {
            session = new LinearSession(graph, memory);
        }
        runs++;
        session.resetOperations();
        session.setSeed(seed);
        Map<String, INDArray> results = Map.of();
        boolean complete = false;
        try {
            At at = At.defaultAt(Operation.INFERENCE);
            results = session.output(outputs, placeholders, null, null, null, at);
            complete = true;
        } finally {
            results = memory.endRun(results);
            if (!complete) {
                session = null; // it stands in the middle of a run
            }
        }
        return results;
    }

    int operationsPerRun() {
        return session == null ? 0 : session.operations();
    }

    static void closeAll(Collection<INDArray> arrays) {
        for (INDArray array : new ArrayList<>(arrays)) {
            if (!array.wasClosed() && array.closeable()) {
                array.close();
            }
        }
    }

    @Override
    public void close() {
        memory.close();
        session = null;
    }
}
