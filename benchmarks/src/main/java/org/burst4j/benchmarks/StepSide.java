package org.burst4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What a process of the race does at each call. */
interface StepSide extends AutoCloseable {
    /**
     * One pass whose results are told in full, and which changes no weight.
     *
     * @param dump file for the output, little-endian floats
     * @return facts for the comparison by name
     * @throws IOException if the file cannot be written
     */
    Map<String, Object> check(Path dump) throws IOException;

    /**
     * One pass to be timed: forward, or a whole training step.
     *
     * @return facts by name, such as the loss
     */
    Map<String, Object> step();

    /** Facts for the end, such as a profile. */
    Map<String, Object> report();

    @Override
    void close();
}
