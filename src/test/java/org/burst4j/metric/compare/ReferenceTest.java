package org.burst4j.metric.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our tests against scipy's and statsmodels', down to p values of 1e-100. */
class ReferenceTest {
    private static JsonNode reference;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = ReferenceTest.class.getResourceAsStream("reference.json")) {
            reference = new ObjectMapper().readTree(in);
        }
    }

    private static double[] numbers(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).doubleValue();
        }
        return values;
    }

    private static void assertSame(TestResult ours, JsonNode theirs) {
        assertClose(ours.statistic(), theirs.get("statistic").doubleValue());
        assertClose(ours.p(), theirs.get("p").doubleValue());
        if (theirs.has("degreesOfFreedom")) {
            assertClose(ours.degreesOfFreedom(), theirs.get("degreesOfFreedom").doubleValue());
        }
    }

    private static void assertClose(double ours, double theirs) {
        assertThat(ours).isCloseTo(theirs, within(1e-9 * Math.abs(theirs)));
    }

    @Test
    void t_tests_are_scipys() {
        assertThat(reference.get("tTests")).hasSize(6);
        for (JsonNode test : reference.get("tTests")) {
            double[] first = numbers(test.get("first"));
            double[] second = numbers(test.get("second"));
            assertSame(TTest.student(first, second), test.get("student"));
            assertSame(TTest.welch(first, second), test.get("welch"));
            if (test.has("paired")) {
                assertSame(TTest.paired(first, second), test.get("paired"));
            }
        }
    }

    @Test
    void cochrans_q_is_statsmodels() {
        assertThat(reference.get("cochran")).hasSize(4);
        for (JsonNode test : reference.get("cochran")) {
            List<boolean[]> right = new ArrayList<>();
            for (JsonNode row : test.get("right")) {
                boolean[] answers = new boolean[row.asText().length()];
                for (int i = 0; i < answers.length; i++) {
                    answers[i] = row.asText().charAt(i) == '1';
                }
                right.add(answers);
            }
            assertSame(CochranQ.of(right), test);
        }
    }

    @Test
    void mcnemars_tests_are_statsmodels() {
        assertThat(reference.get("mcNemar")).hasSize(7);
        for (JsonNode test : reference.get("mcNemar")) {
            McNemar counts =
                    new McNemar(
                            test.get("onlyFirst").intValue(),
                            test.get("onlySecond").intValue(),
                            test.get("clips").intValue());
            assertSame(counts.exact(), test.get("exact"));
            assertSame(counts.chiSquare(), test.get("chiSquare"));
            assertSame(counts.corrected(), test.get("corrected"));
        }
    }

    @Test
    void holms_correction_is_statsmodels() {
        assertThat(reference.get("holm")).hasSize(4);
        for (JsonNode test : reference.get("holm")) {
            List<Double> p = new ArrayList<>();
            test.get("p").forEach(value -> p.add(value.doubleValue()));
            double[] expected = numbers(test.get("adjusted"));
            List<Double> adjusted = Holm.adjust(p);
            assertThat(adjusted).hasSize(expected.length);
            for (int i = 0; i < expected.length; i++) {
                assertClose(adjusted.get(i), expected[i]);
            }
        }
    }
}
