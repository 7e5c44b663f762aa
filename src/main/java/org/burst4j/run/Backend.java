package org.burst4j.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.burst4j.EnvironmentException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Starts ND4J with a number of threads, and turns its failures into advice. */
public final class Backend {
    private Backend() {}

    /**
     * Starts ND4J if it has not been started.
     *
     * @param threads threads of the native code; 0: as many as there are processors
     * @throws EnvironmentException if there is no back end for this machine
     */
    public static void start(int threads) {
        int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        OpenMp.prepare(count);
        try {
            Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
            Nd4j.getEnvironment().setMaxThreads(count);
            Nd4j.getEnvironment().setMaxMasterThreads(count);
        } catch (LinkageError | RuntimeException e) {
            throw new EnvironmentException(
                    "ND4J cannot start: " + deepest(e),
                    "Put one back end on the class path: nd4j-native (or -platform) for this"
                            + " operating system and processor, or nd4j-cuda-11.6 with a driver"
                            + " for CUDA 11; a Linux machine also needs libgomp1.",
                    e);
        }
    }

    private static String deepest(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }

    /**
     * What computes here.
     *
     * @return facts by name: back end, processor, threads, BLAS
     */
    public static Map<String, String> describe() {
        Properties properties = Nd4j.getExecutioner().getEnvironmentInformation();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("nd4j backend", Nd4j.getBackend().getClass().getSimpleName());
        facts.put("blas", String.valueOf(properties.get("blas.vendor")));
        facts.put("native threads", Integer.toString(Nd4j.getEnvironment().maxThreads()));
        return facts;
    }
}
