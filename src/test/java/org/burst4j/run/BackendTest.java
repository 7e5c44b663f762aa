package org.burst4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.burst4j.engine.kernel.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

class BackendTest {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    @TempDir private Path folder;

    @AfterEach
    void asOthersExpectIt() {
        Backend.start(0);
    }

    /** Starts the back end with its argument's threads, and tells how many there are. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            Backend.start(Integer.parseInt(arguments[0]));
            System.out.printf(
                    Locale.ROOT,
                    "threads %d %d %d %s%n",
                    Nd4j.getEnvironment().maxThreads(),
                    Nd4j.factory().blas().getMaxThreads(),
                    Workers.shared().threads(),
                    System.getProperty("burst4j.threads"));
        }
    }

    private String threads(String... arguments) throws IOException, InterruptedException {
        List<String> all =
                new ArrayList<>(List.of("-Xmx256m", "-cp", OwnProcess.classPath(entry -> true)));
        all.addAll(List.of(arguments));
        OwnProcess.Result result = OwnProcess.run(folder, all);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out().lines().filter(line -> line.startsWith("threads")).findAny().orElse("");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void one_number_sets_all_threads_of_a_process_at_its_first_start(int wanted)
            throws IOException, InterruptedException {
        int count = Math.min(wanted, PROCESSORS);
        assertThat(threads(Program.class.getName(), Integer.toString(wanted)))
                .isEqualTo("threads %1$d %1$d %1$d %1$d".formatted(count));
    }

    @Test
    void zero_is_what_the_property_says() throws IOException, InterruptedException {
        assertThat(threads("-Dburst4j.threads=1", Program.class.getName(), "0"))
                .isEqualTo("threads 1 1 1 1");
    }

    @Test
    void a_later_start_sets_the_threads_of_products_alone() {
        Backend.start(0);
        int ofNative = Nd4j.getEnvironment().maxThreads();
        int ofJava = Workers.shared().threads();
        Backend.start(1);
        assertThat(Nd4j.factory().blas().getMaxThreads()).isEqualTo(1);
        assertThat(Backend.describe())
                .containsEntry("native threads", Integer.toString(ofNative))
                .containsEntry("java threads", Integer.toString(ofJava));
    }
}
