package org.burst4j.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process, heap and native. */
public final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {}

    /**
     * The most that the process has had in memory.
     *
     * @return megabytes; the heap's size alone where the system does not tell
     */
    public static long peakMegabytes() {
        return read("VmHWM:");
    }

    /**
     * What the process has in memory now.
     *
     * @return megabytes; the heap's size alone where the system does not tell
     */
    public static long residentMegabytes() {
        return read("VmRSS:");
    }

    private static long read(String key) {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(key)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
                }
            }
        } catch (IOException e) {
            return Runtime.getRuntime().totalMemory() >> 20;
        }
        return Runtime.getRuntime().totalMemory() >> 20;
    }
}
