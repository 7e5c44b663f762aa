package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorCoreTest {
    @Test
    void loops_are_the_widest_that_the_processor_can_run() {
        String wide = "flags : fpu sse fma avx2 avx512f avx512cd avx512dq avx512bw avx512vl amx";

        assertThat(ProcessorCore.of(wide)).contains("SKYLAKEX");
        assertThat(ProcessorCore.of(wide.replace(" avx512vl", ""))).contains("HASWELL");
        assertThat(ProcessorCore.of(wide.replace("fma ", ""))).isEmpty();
        assertThat(ProcessorCore.of("flags : fpu sse sse2 avx")).isEmpty();
        assertThat(ProcessorCore.of("")).isEmpty();
    }

    @Test
    void words_count_and_not_parts_of_them() {
        assertThat(ProcessorCore.of("flags : fma4 avx2")).isEmpty();
        assertThat(ProcessorCore.of("flags : fma avx2x")).isEmpty();
    }

    @Test
    void this_machine_has_one_of_the_names_or_none() {
        assertThat(ProcessorCore.ofThisMachine().orElse("SKYLAKEX")).isIn("SKYLAKEX", "HASWELL");
    }
}
