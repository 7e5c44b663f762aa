package org.burst4j.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;

/** The memory of this process, heap and native. */
public final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path MACHINE = Path.of("/proc/meminfo");
    private static final Path GROUP_LIMIT = Path.of("/sys/fs/cgroup/memory.max");
    private static final Path GROUP_USE = Path.of("/sys/fs/cgroup/memory.current");

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
        long kilobytes = kilobytes(STATUS, key);
        return (kilobytes < 0 ? Runtime.getRuntime().totalMemory() >> 10 : kilobytes) / 1024;
    }

    /** A line's number, or -1. */
    private static long kilobytes(Path file, String key) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(key)) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            return -1;
        }
        return -1;
    }

    /**
     * What this process may still take.
     *
     * @param bytes how much
     * @param bound what sets this bound
     */
    public record Room(long bytes, String bound) {}

    /**
     * What native arrays may still take: of the machine's memory, of the process group's and of
     * what JavaCPP allows, the least.
     *
     * @return the room; what the system does not tell counts as none of a bound
     */
    public static Room room() {
        Map<String, Long> bounds = new LinkedHashMap<>();
        long available = kilobytes(MACHINE, "MemAvailable:");
        if (available >= 0) {
            bounds.put("the machine's memory", available * 1024);
        }
        long limit = number(GROUP_LIMIT);
        long use = number(GROUP_USE);
        if (limit >= 0 && use >= 0) {
            bounds.put("the container's memory", limit - use);
        }
        // ND4J refuses an array that would exceed either; both follow from -Xmx.
        if (Pointer.maxBytes() > 0) {
            bounds.put(
                    "org.bytedeco.javacpp.maxbytes (by default -Xmx)",
                    Pointer.maxBytes() - Pointer.totalBytes());
        }
        if (Pointer.maxPhysicalBytes() > 0) {
            bounds.put(
                    "org.bytedeco.javacpp.maxphysicalbytes (by default twice -Xmx)",
                    Pointer.maxPhysicalBytes() - Pointer.physicalBytes());
        }
        return bounds.entrySet().stream()
                .map(bound -> new Room(Math.max(0, bound.getValue()), bound.getKey()))
                .min(Comparator.comparingLong(Room::bytes))
                .orElse(new Room(Long.MAX_VALUE, "nothing known"));
    }

    /** A file's number, or -1 where there is none. */
    private static long number(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
