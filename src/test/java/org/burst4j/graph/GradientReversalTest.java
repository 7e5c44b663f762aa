package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GradientReversalTest {
    @Test
    void forward_is_exact_and_gradient_is_minus_lambda_times_the_plain_one() {
        double lambda = 0.37;
        INDArray x = GradientCheck.values("x", 3, 4);
        GradientCheck inputs =
                new GradientCheck().variable("x", x).placeholder("lambda", Nd4j.scalar(lambda));

        GradientCheck.Outcome plain =
                inputs.check((sd, in) -> sd.math().tanh(in.get("x").mul(in.get("x"))));
        GradientCheck.Outcome reversed =
                inputs.run(
                        (sd, in) -> {
                            var y = GradientReversal.apply(sd, in.get("x"), in.get("lambda"), "y");
                            return sd.math().tanh(y.mul(y));
                        });

        assertThat(reversed.value()).isEqualTo(plain.value());
        for (int i = 0; i < 12; i++) {
            assertThat(reversed.gradients().get("x").getDouble(i))
                    .isCloseTo(-lambda * plain.gradients().get("x").getDouble(i), within(1e-12));
        }
        assertThat(reversed.largestRelativeError())
                .as("differences see no reversal")
                .isGreaterThan(1);
    }
}
