package org.burst4j.run;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets OpenMP up before ND4J loads it.
 *
 * <p>By default its idle threads spin. Wherever anything else wants the processors, be it Java's
 * own threads, each native call then waits for a thread that is waiting itself: steps take many
 * times as long. OpenMP reads its settings from the environment once, when it is loaded, and Java
 * cannot change its own environment; the C library can.
 */
final class OpenMp {
    private static final Logger LOG = LoggerFactory.getLogger(OpenMp.class);

    /** The environment's variable for the number of threads. */
    static final String THREADS = "OMP_NUM_THREADS";

    private OpenMp() {}

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
        } catch (LinkageError e) {
            LOG.warn(
                    "OpenMP keeps its default settings ({}): set OMP_WAIT_POLICY=PASSIVE and"
                            + " GOMP_SPINCOUNT=0 before the start, or a busy machine gets slow",
                    e.toString());
        }
    }
}
