package org.burst4j.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.burst4j.EnvironmentException;
import org.burst4j.engine.kernel.BlasLibrary;
import org.burst4j.engine.kernel.Workers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts ND4J with a number of threads, and turns its failures into advice. */
public final class Backend {
    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

    /** The system property that {@link Workers#shared} reads when it is first asked for. */
    private static final String JAVA_THREADS = "burst4j.threads";

    /** What the user set, before {@link #start} sets it for Java's threads; 0: nothing. */
    private static final int GIVEN_THREADS = givenThreads();

    private Backend() {}

    /**
     * Starts ND4J if it has not been started, and Java's kernels with as many threads. The first
     * call of a process decides: ND4J's native loops have the threads that OpenMP's environment
     * says when it is loaded, Java's kernels those of their first use; a later call sets those of
     * BLAS alone. It also tells BLAS what the processor can (Linux on x86), as long as ND4J is not
     * loaded. Results do not depend on the number of threads but by ND4J's own products; by which
     * loops BLAS has chosen they differ in rounding.
     *
     * @param threads threads of the native code and of Java's; 0: as many as the system property
     *     {@code burst4j.threads} says, else {@code OMP_NUM_THREADS} in the environment, else as
     *     there are processors; never more than these
     * @throws EnvironmentException if there is no back end for this machine
     */
    public static void start(int threads) {
        int wanted = threads > 0 ? threads : defaultThreads();
        // ND4J takes no more either.
        int count = Math.min(wanted, Runtime.getRuntime().availableProcessors());
        NativeEnvironment.prepare(count);
        System.setProperty(JAVA_THREADS, Integer.toString(count));
        try {
            Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
            Nd4j.factory().blas().setMaxThreads(count);
        } catch (LinkageError | RuntimeException e) {
            throw new EnvironmentException(
                    "ND4J cannot start: " + deepest(e),
                    "Put one back end on the class path: nd4j-native (or -platform) for this"
                            + " operating system and processor, or nd4j-cuda-11.6 with a driver"
                            + " for CUDA 11; a Linux machine also needs libgomp1.",
                    e);
        }
        int ofNative = Nd4j.getEnvironment().maxThreads();
        int ofJava = Workers.shared().threads();
        if (ofNative != count || ofJava != count) {
            LOG.info(
                    "{} threads are asked for; native code keeps the {}, Java's kernels the {} that"
                            + " they were started with",
                    count,
                    ofNative,
                    ofJava);
        }
    }

    private static int givenThreads() {
        int property = Integer.getInteger(JAVA_THREADS, 0);
        String openMp = System.getenv(NativeEnvironment.THREADS);
        if (property > 0 || openMp == null || !openMp.matches("\\d{1,4}")) {
            return Math.max(0, property);
        }
        return Integer.parseInt(openMp);
    }

    private static int defaultThreads() {
        return GIVEN_THREADS > 0 ? GIVEN_THREADS : Runtime.getRuntime().availableProcessors();
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
        BlasLibrary.core().ifPresent(core -> facts.put("blas core", core));
        facts.put("native threads", Integer.toString(Nd4j.getEnvironment().maxThreads()));
        facts.put("java threads", Integer.toString(Workers.shared().threads()));
        return facts;
    }
}
