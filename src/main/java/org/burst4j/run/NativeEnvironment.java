package org.burst4j.run;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets OpenMP and BLAS up before ND4J loads them. Both read their settings from the environment
 * once, when they are loaded, and Java cannot change its own environment; the C library can.
 *
 * <p>OpenMP's idle threads spin by default. Wherever anything else wants the processors, be it
 * Java's own threads, each native call then waits for a thread that is waiting itself: steps take
 * many times as long. OpenBLAS does not know processors that are newer than itself, and takes loops
 * of the year 2004 for them, which are some five times slower ({@link ProcessorCore}).
 */
final class NativeEnvironment {
    private static final Logger LOG = LoggerFactory.getLogger(NativeEnvironment.class);

    /** The environment's variable for the number of threads. */
    static final String THREADS = "OMP_NUM_THREADS";

    private NativeEnvironment() {}

    /** The C library's own function; JNA finds it by its name. */
    private interface CLibrary extends Library {
        int setenv(String name, String value, int overwrite);
    }

    /**
     * Sets what the user has not set, and the number of threads, in which his own is considered;
     * without effect once ND4J is loaded.
     */
    static void prepare(int threads) {
        if (Platform.isWindows()) {
            return;
        }
        try {
            CLibrary library = Native.loadLibrary("c", CLibrary.class);
            library.setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
            library.setenv("GOMP_SPINCOUNT", "0", 0);
            library.setenv(THREADS, Integer.toString(threads), 1);
            ProcessorCore.ofThisMachine()
                    .ifPresent(core -> library.setenv("OPENBLAS_CORETYPE", core, 0));
        } catch (LinkageError e) {
            LOG.warn(
                    "OpenMP and BLAS keep their default settings ({}): set OMP_WAIT_POLICY=PASSIVE"
                            + " and GOMP_SPINCOUNT=0 before the start, or a busy machine gets slow,"
                            + " and OPENBLAS_CORETYPE if the processor is newer than 2021",
                    e.toString());
        }
    }
}
