package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.burst4j.engine.kernel.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class BackendTest {
    @AfterEach
    void asOthersExpectIt() {
        Backend.start(0);
    }

    @Test
    void one_number_sets_the_threads_of_nd4j_and_of_java() {
        for (int threads : new int[] {Runtime.getRuntime().availableProcessors(), 1}) {
            Backend.start(threads);
            assertThat(System.getProperty("burst4j.threads")).isEqualTo(Integer.toString(threads));
            assertThat(Nd4j.getEnvironment().maxThreads()).isEqualTo(threads);
            assertThat(Nd4j.getEnvironment().maxMasterThreads()).isEqualTo(threads);
        }
        assertThat(Backend.describe())
                .containsEntry("native threads", "1")
                .containsEntry("java threads", Integer.toString(Workers.shared().threads()));
    }

    @Test
    void there_are_no_more_threads_than_processors() {
        int processors = Runtime.getRuntime().availableProcessors();
        Backend.start(processors + 5);
        assertThat(System.getProperty("burst4j.threads")).isEqualTo(Integer.toString(processors));
        assertThat(Nd4j.getEnvironment().maxThreads()).isEqualTo(processors);
    }

    @Test
    void zero_is_the_processors_whatever_was_before() {
        Backend.start(1);
        Backend.start(0);
        assertThat(Nd4j.getEnvironment().maxThreads())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }
}
