package org.burst4j.run;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Starts Java programs with class paths of their own. */
public final class OwnProcess {
    private OwnProcess() {}

    /** What a program printed and how it ended. */
    public record Result(int exitCode, String out, String err) {}

    /** The entries of this test's class path that a predicate accepts. */
    public static String classPath(Predicate<String> wanted) {
        String all =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(wanted)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Whether a class path entry belongs to ND4J or to what ND4J itself needs. */
    public static boolean isNd4j(String entry) {
        String path = entry.replace(File.separatorChar, '/');
        return List.of(
                        "/org/nd4j/",
                        "/org/bytedeco/javacpp",
                        "/org/bytedeco/openblas",
                        "/org/slf4j/slf4j-api/",
                        "/com/google/flatbuffers/",
                        "/org/apache/commons/commons-lang3/",
                        "/org/apache/commons/commons-math3/",
                        "/org/apache/commons/commons-collections4/",
                        "/commons-io/",
                        "/commons-codec/",
                        "/net/ericaro/",
                        "/com/jakewharton/byteunits/",
                        "/com/github/oshi/",
                        "/net/java/dev/jna/",
                        "/org/threeten/")
                .stream()
                .anyMatch(path::contains);
    }

    /** Starts a program without waiting for it. */
    public static Process start(Path folder, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        return builder.redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
    }

    /** Runs a program to its end. */
    public static Result run(Path folder, List<String> arguments)
            throws IOException, InterruptedException {
        int exitCode = start(folder, arguments).waitFor();
        return new Result(
                exitCode,
                Files.readString(folder.resolve("out.txt")),
                Files.readString(folder.resolve("err.txt")));
    }
}
