package org.burst4j.train;

import java.util.Map;
import org.burst4j.engine.Engine;
import org.burst4j.model.MultitaskNet;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What steppers that run the encoder in each step have in common. */
abstract class EncoderStepper implements Stepper {
    private final TrainingData data;
    private final Validator validator;

    EncoderStepper(
            MultitaskNet net, Map<String, INDArray> weights, Engine engine, TrainingData data) {
        this.data = data;
        validator = new Validator(net, weights, engine);
    }

    @Override
    public final TrainingData.Batches batches(int stage, int epoch, int from) {
        return data.train(stage, epoch, from);
    }

    @Override
    public final EvaluationResult validate() {
        return validator.run(data);
    }
}
