package org.burst4j.stockimporter;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.samediff.frameworkimport.onnx.importer.OnnxFrameworkImporter;

/**
 * The stock importer under the best conditions: it gets arrays for all inputs, of the very shapes
 * that the graph is run with afterwards.
 */
final class Stock implements AutoCloseable {
    private final OnnxFrameworkImporter importer;
    private final long secondsAllowed;
    private final ExecutorService thread =
            Executors.newCachedThreadPool(
                    task -> {
                        Thread daemon = new Thread(task, "stock-importer");
                        daemon.setDaemon(true); // one that hangs must not hold up the rest
                        return daemon;
                    });

    Stock(long secondsAllowed) {
        this.secondsAllowed = secondsAllowed;
        importer = quietly(OnnxFrameworkImporter::new);
    }

    /** What came of one file. */
    record Outcome(
            double importSeconds, Map<String, INDArray> results, String stage, Throwable failure) {}

    private interface Work<T> {
        T run();
    }

    Outcome run(Path file, Map<String, Tensor> inputs, List<String> outputs) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        inputs.forEach((name, value) -> arrays.put(name, value.array()));
        long start = System.nanoTime();
        SameDiff graph;
        try {
            graph = within(() -> importer.runImport(file.toString(), arrays, false));
        } catch (ExecutionException e) {
            return new Outcome(0, Map.of(), "import", e.getCause());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        try {
            Map<String, INDArray> results =
                    within(() -> graph.output(arrays, outputs.toArray(new String[0])));
            return new Outcome(seconds, results, "", null);
        } catch (ExecutionException e) {
            return new Outcome(seconds, Map.of(), "run", e.getCause());
        }
    }

    private <T> T within(Work<T> work) throws ExecutionException {
        Future<T> future = thread.submit(() -> quietly(work));
        try {
            return future.get(secondsAllowed, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new ExecutionException(
                    new TimeoutException("no end within " + secondsAllowed + " s"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(e);
        }
    }

    /** It prints all that it meets. */
    private static <T> T quietly(Work<T> work) {
        PrintStream out = System.out;
        System.setOut(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return work.run();
        } finally {
            System.setOut(out);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
