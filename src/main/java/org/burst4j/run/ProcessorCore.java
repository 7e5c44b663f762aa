package org.burst4j.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which of OpenBLAS' loops a processor can run, told from what it says of itself and not from its
 * model's number: the list of models ends with the year of the library. The choice is made for
 * every x86 processor under Linux; of those that the library knows some have names of their own,
 * for much the same loops.
 */
final class ProcessorCore {
    private static final Path FACTS = Path.of("/proc/cpuinfo");

    /** What OpenBLAS' loops of these names need. */
    private static final Set<String> SKYLAKEX =
            Set.of("avx512f", "avx512cd", "avx512dq", "avx512bw", "avx512vl", "fma");

    private static final Set<String> HASWELL = Set.of("avx2", "fma");

    private ProcessorCore() {}

    /**
     * The name in OpenBLAS of this machine's loops.
     *
     * @return empty where Linux does not tell of an x86 processor with AVX2: OpenBLAS chooses
     */
    static Optional<String> ofThisMachine() {
        if (!Files.isReadable(FACTS)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(FACTS)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .flatMap(ProcessorCore::of);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /**
     * The same for a processor.
     *
     * @param flags what it can, as in {@code /proc/cpuinfo}: words between spaces
     * @return the name
     */
    static Optional<String> of(String flags) {
        List<String> words = List.of(flags.trim().split("\\s+"));
        if (words.containsAll(SKYLAKEX)) {
            return Optional.of("SKYLAKEX");
        }
        return words.containsAll(HASWELL) ? Optional.of("HASWELL") : Optional.empty();
    }
}
