package org.burst4j.metric.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fits against scikit-learn's; {@code onnx-export/make_probe_fixtures.py} made its numbers. */
class FitsTest {
    private static final JsonNode REFERENCE = read();

    private static JsonNode read() {
        try (InputStream stream = FitsTest.class.getResourceAsStream("fits.json")) {
            return new ObjectMapper().readTree(stream);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<JsonNode> fits() {
        return StreamSupport.stream(REFERENCE.get("fits").spliterator(), false);
    }

    private static double[][] matrix(JsonNode rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(FitsTest::vector)
                .toArray(double[][]::new);
    }

    private static double[] vector(JsonNode row) {
        return StreamSupport.stream(row.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static void assertClose(double[][] actual, JsonNode expected, double tolerance) {
        double[][] wanted = matrix(expected);
        assertThat(actual).hasDimensions(wanted.length, wanted[0].length);
        for (int row = 0; row < wanted.length; row++) {
            assertThat(actual[row]).containsExactly(wanted[row], within(tolerance));
        }
    }

    @ParameterizedTest
    @MethodSource("fits")
    void ridge_is_scikit_learns(JsonNode fit) {
        LinearModel model =
                new RidgeFit(matrix(REFERENCE.get("features")), matrix(REFERENCE.get("targets")))
                        .with(fit.get("penalty").asDouble());
        assertClose(model.weights(), fit.get("ridgeWeights"), 1e-10);
        assertThat(model.bias()).containsExactly(vector(fit.get("ridgeBias")), within(1e-10));
    }

    @ParameterizedTest
    @MethodSource("fits")
    void logistic_regression_is_scikit_learns_with_balanced_classes(JsonNode fit) {
        double[][] features = matrix(REFERENCE.get("features"));
        LinearModel model =
                new LogisticFit(features, classes(), 3).with(fit.get("penalty").asDouble());
        // A gradient of 1e-8 leaves up to 1e-8 / penalty in a weight.
        double tolerance = 2e-5;
        assertClose(model.weights(), fit.get("logisticWeights"), tolerance);
        assertThat(model.bias())
                .containsExactly(vector(fit.get("logisticBias")), within(tolerance));
        double[][] outputs = model.apply(features);
        for (double[] row : outputs) {
            softmax(row);
        }
        assertClose(outputs, fit.get("logisticProbabilities"), 1e-6);
    }

    @ParameterizedTest
    @MethodSource("fits")
    void a_class_without_clips_changes_nothing_and_is_never_chosen(JsonNode fit) {
        double[][] features = matrix(REFERENCE.get("features"));
        double penalty = fit.get("penalty").asDouble();
        LinearModel model = new LogisticFit(features, classes(), 4).with(penalty);
        double[][] three = new LogisticFit(features, classes(), 3).with(penalty).apply(features);
        double[][] four = model.apply(features);
        for (int row = 0; row < three.length; row++) {
            for (int k = 0; k < 3; k++) {
                assertThat(four[row][k]).isCloseTo(three[row][k], within(1e-4));
            }
            assertThat(four[row][3]).isLessThan(-1e20);
        }
    }

    private static int[] classes() {
        return StreamSupport.stream(REFERENCE.get("classes").spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static void softmax(double[] logits) {
        double sum = 0;
        for (int k = 0; k < logits.length; k++) {
            logits[k] = Math.exp(logits[k]);
            sum += logits[k];
        }
        for (int k = 0; k < logits.length; k++) {
            logits[k] /= sum;
        }
    }
}
