package org.burst4j.engine.kernel;

import com.sun.jna.Function;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * OpenBLAS' own functions about itself, looked up once. JavaCPP's {@code blas_set_num_threads}
 * looks them up in every call, which takes half a millisecond, and its {@code blas_get_num_threads}
 * tells what was set by the other alone.
 */
public final class BlasLibrary {
    /** Whose loops use AVX2 and more. */
    private static final Set<String> WIDE = Set.of("Haswell", "Zen", "SkylakeX", "Cooperlake");

    private static final Optional<Function> SET_THREADS = find("openblas_set_num_threads");
    private static final Optional<Function> GET_THREADS = find("openblas_get_num_threads");
    private static final Optional<Function> CORE = find("openblas_get_corename");

    private BlasLibrary() {}

    private static Optional<Function> find(String name) {
        try {
            Loader.load(openblas_nolapack.class);
            Pointer address = Loader.addressof(name);
            return Optional.ofNullable(address)
                    .map(known -> new com.sun.jna.Pointer(known.address()))
                    .map(Function::getFunction);
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }

    /**
     * Threads of its products.
     *
     * @return 0 where another library is in OpenBLAS' place
     */
    static int threads() {
        return GET_THREADS.map(function -> function.invokeInt(new Object[0])).orElse(0);
    }

    /**
     * Sets the threads of its products, in the whole process; does nothing where another library is
     * in OpenBLAS' place.
     *
     * @param threads at least 1
     */
    static void setThreads(int threads) {
        SET_THREADS.ifPresent(function -> function.invokeVoid(new Object[] {threads}));
    }

    /**
     * Whose loops it has chosen, which follows from the processor and from {@code
     * OPENBLAS_CORETYPE}.
     *
     * @return a name such as SkylakeX; empty where another library is in OpenBLAS' place
     */
    public static Optional<String> core() {
        return CORE.map(function -> function.invokeString(new Object[0], false));
    }

    /**
     * Whether its large products are as fast as oneDNN's, which always uses the whole processor.
     */
    static boolean knowsProcessor() {
        return core().filter(WIDE::contains).isPresent();
    }
}
