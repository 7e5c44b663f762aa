package org.burst4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** What Linux tells and lets be told about the memory of this process. */
final class ProcessMemory {
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final String PEAK = "5";
    private static final int TRIES = 20;

    private ProcessMemory() {}

    /**
     * Starts the peak anew from what is resident now, so that reading a model does not count.
     *
     * @return false where the system does not allow it: then the peak is that of the whole life
     */
    static boolean resetPeak() {
        try {
            Files.writeString(CLEAR, PEAK, StandardOpenOption.WRITE);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * Waits until a file that was mapped is not any more: the JVM unmaps it when it collects the
     * buffer.
     *
     * @return megabytes of it that are still in the address space; 0 where the system does not tell
     */
    static long release(Path file) throws InterruptedException {
        long mapped = mappedMegabytes(file);
        for (int i = 0; i < TRIES && mapped > 0; i++) {
            System.gc();
            Thread.sleep(100);
            mapped = mappedMegabytes(file);
        }
        return mapped;
    }

    private static long mappedMegabytes(Path file) {
        try {
            String name = file.toRealPath().toString();
            long bytes = 0;
            for (String line : Files.readAllLines(MAPS)) {
                if (line.endsWith(name)) {
                    String[] range = line.substring(0, line.indexOf(' ')).split("-", -1);
                    bytes += address(range[1]) - address(range[0]);
                }
            }
            return bytes >> 20;
        } catch (IOException e) {
            return 0;
        }
    }

    private static long address(String hexadecimal) {
        return Long.parseUnsignedLong(hexadecimal.toLowerCase(Locale.ROOT), 16);
    }
}
