package org.burst4j.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** JMH's own command line, with every working back end of the jar as the parameter backend. */
public final class Main {
    private Main() {}

    /**
     * Runs benchmarks.
     *
     * @param args those of JMH; {@code -h} lists them
     * @throws IOException if JMH cannot write
     */
    public static void main(String[] args) throws IOException {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        if (all.stream().noneMatch(argument -> argument.startsWith("backend="))) {
            List<String> backends = Backends.available();
            all.add("-p");
            all.add("backend=" + (backends.isEmpty() ? Backends.ANY : String.join(",", backends)));
        }
        org.openjdk.jmh.Main.main(all.toArray(new String[0]));
    }
}
