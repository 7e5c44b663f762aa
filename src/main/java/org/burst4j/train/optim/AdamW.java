package org.burst4j.train.optim;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.ConfigException;
import org.burst4j.ModelException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adam with decoupled weight decay, as torch.optim.AdamW: {@code p *= 1 - lr wd; m += (1 - b1) (g -
 * m); v = b2 v + (1 - b2) g^2; p -= lr / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + eps)}.
 *
 * <p>Each parameter has its own step count t, as in torch. The result does not depend on the number
 * of threads. Source: Loshchilov and Hutter 2019, algorithm 2.
 */
public final class AdamW implements AutoCloseable {
    /**
     * Settings that stay the same over a run.
     *
     * @param beta1 decay of the first moment, from 0 to below 1
     * @param beta2 decay of the second moment, from 0 to below 1
     * @param epsilon added to the root of the second moment, above 0
     * @param weightDecay weight decay at learning rate 1, at least 0
     */
    public record Options(double beta1, double beta2, double epsilon, double weightDecay) {
        /** The defaults of torch: 0.9, 0.999, 1e-8, 0.01. */
        public static final Options DEFAULTS = new Options(0.9, 0.999, 1e-8, 0.01);

        /** Checks the ranges. */
        public Options {
            check(beta1 >= 0 && beta1 < 1, "beta1", beta1, "from 0 to below 1");
            check(beta2 >= 0 && beta2 < 1, "beta2", beta2, "from 0 to below 1");
            check(epsilon > 0 && epsilon < 1, "epsilon", epsilon, "above 0 and below 1");
            check(weightDecay >= 0 && weightDecay < 1, "weightDecay", weightDecay, "in [0, 1)");
        }

        private static void check(boolean fits, String key, double value, String range) {
            if (!fits) {
                throw new ConfigException(
                        "AdamW " + key + " is " + value + ", expected a number " + range,
                        "See AdamW.Options.DEFAULTS for the usual value.");
            }
        }
    }

    private final Options options;
    private final Map<String, Moments> states = new LinkedHashMap<>();
    private final float[][][] scratch = FloatBlocks.scratch(4); // p, g, m, v

    /**
     * Creates an optimiser without any state.
     *
     * @param options settings
     */
    public AdamW(Options options) {
        this.options = options;
    }

    /**
     * Moves one parameter against its gradient, in place, with the weight decay of the options.
     *
     * @param name name of the parameter, the key of its state
     * @param parameter changed in place
     * @param gradient of the parameter's shape; unchanged
     * @param learningRate lr, at least 0
     * @throws ModelException when the shapes differ
     */
    public void step(String name, INDArray parameter, INDArray gradient, double learningRate) {
        step(name, parameter, gradient, learningRate, options.weightDecay());
    }

    /**
     * Moves one parameter with a weight decay of its own, for example 0 for a bias.
     *
     * @param name name of the parameter, the key of its state
     * @param parameter changed in place
     * @param gradient of the parameter's shape; unchanged
     * @param learningRate lr, at least 0
     * @param weightDecay weight decay at learning rate 1
     * @throws ModelException when the shapes differ
     */
    public void step(
            String name,
            INDArray parameter,
            INDArray gradient,
            double learningRate,
            double weightDecay) {
        step(name, parameter, gradient, learningRate, weightDecay, 1);
    }

    /**
     * Moves one parameter against its gradient times a factor, such as that of clipping.
     *
     * @param name name of the parameter, the key of its state
     * @param parameter changed in place
     * @param gradient of the parameter's shape; unchanged
     * @param learningRate lr, at least 0
     * @param weightDecay weight decay at learning rate 1
     * @param gradientFactor what the gradient is multiplied with; 1 changes no bit
     * @throws ModelException when the shapes differ
     */
    public void step(
            String name,
            INDArray parameter,
            INDArray gradient,
            double learningRate,
            double weightDecay,
            double gradientFactor) {
        if (!Arrays.equals(parameter.shape(), gradient.shape())) {
            throw mismatch("gradient", name, gradient, parameter);
        }
        Moments old = states.computeIfAbsent(name, key -> fresh(parameter));
        if (!Arrays.equals(parameter.shape(), old.first().shape())) {
            throw mismatch("optimiser state", name, old.first(), parameter);
        }
        Moments now = new Moments(old.first(), old.second(), old.steps() + 1);
        states.put(name, now);
        Rates rates =
                new Rates(
                        1 - learningRate * weightDecay,
                        learningRate / (1 - Math.pow(options.beta1(), (double) now.steps())),
                        Math.sqrt(1 - Math.pow(options.beta2(), (double) now.steps())),
                        gradientFactor);
        boolean inMemory =
                FloatBlocks.fits(parameter)
                        && FloatBlocks.fits(now.first())
                        && FloatBlocks.fits(now.second());
        if (!inMemory) {
            stepByOperations(parameter, gradient, now, rates);
        } else if (FloatBlocks.fits(gradient)) {
            stepInMemory(parameter, gradient, now, rates);
        } else {
            try (INDArray copy = gradient.castTo(parameter.dataType()).dup('c')) {
                stepInMemory(parameter, copy, now, rates);
            }
        }
    }

    /**
     * State of every parameter that was ever stepped, in the order of their first steps.
     *
     * @return a read-only view; the arrays are the live ones
     */
    public Map<String, Moments> state() {
        return Collections.unmodifiableMap(states);
    }

    /**
     * Sets the state of one parameter, as read from a checkpoint. The arrays are copied.
     *
     * @param name name of the parameter
     * @param moments its state
     */
    public void restore(String name, Moments moments) {
        Moments copy =
                new Moments(moments.first().dup('c'), moments.second().dup('c'), moments.steps());
        Moments old = states.put(name, copy);
        if (old != null) {
            free(old);
        }
    }

    /** Frees the state. */
    @Override
    public void close() {
        states.values().forEach(AdamW::free);
        states.clear();
    }

    /** Factors of one step: of the old parameter, the update, below the second moment, of g. */
    private record Rates(
            double keep, double stepSize, double secondCorrection, double gradientFactor) {}

    private static Moments fresh(INDArray parameter) {
        return new Moments(
                Nd4j.create(parameter.dataType(), parameter.shape(), 'c'),
                Nd4j.create(parameter.dataType(), parameter.shape(), 'c'),
                0);
    }

    private static void free(Moments moments) {
        moments.first().close();
        moments.second().close();
    }

    private void stepInMemory(INDArray parameter, INDArray gradient, Moments now, Rates rates) {
        FloatBuffer p = parameter.data().asNioFloat();
        FloatBuffer g = gradient.data().asNioFloat();
        FloatBuffer m = now.first().data().asNioFloat();
        FloatBuffer v = now.second().data().asNioFloat();
        FloatBlocks.forEach(
                parameter,
                (block, slot) -> {
                    int start = block * FloatBlocks.SIZE;
                    int length = FloatBlocks.length(parameter, block);
                    float[][] own = scratch[slot];
                    p.get(start, own[0], 0, length);
                    g.get(start, own[1], 0, length);
                    m.get(start, own[2], 0, length);
                    v.get(start, own[3], 0, length);
                    stepBlock(own[0], own[1], own[2], own[3], length, rates);
                    p.put(start, own[0], 0, length);
                    m.put(start, own[2], 0, length);
                    v.put(start, own[3], 0, length);
                });
    }

    /** One simple loop, which HotSpot turns into vector instructions. */
    private void stepBlock(float[] p, float[] g, float[] m, float[] v, int length, Rates rates) {
        float firstShare = (float) (1 - options.beta1());
        float secondKeep = (float) options.beta2();
        float secondShare = (float) (1 - options.beta2());
        float epsilon = (float) options.epsilon();
        float keep = (float) rates.keep();
        float stepSize = (float) rates.stepSize();
        float correction = (float) rates.secondCorrection();
        float factor = (float) rates.gradientFactor();
        for (int i = 0; i < length; i++) {
            float slope = g[i] * factor;
            float first = m[i] + (slope - m[i]) * firstShare;
            float second = v[i] * secondKeep + slope * slope * secondShare;
            float root = (float) Math.sqrt(second) / correction + epsilon;
            p[i] = p[i] * keep - stepSize * (first / root);
            m[i] = first;
            v[i] = second;
        }
    }

    /** The same in ND4J's operations: any data type, order and device. */
    private void stepByOperations(INDArray parameter, INDArray gradient, Moments now, Rates rates) {
        try (INDArray g =
                        gradient.castTo(parameter.dataType())
                                .dup('c')
                                .muli(rates.gradientFactor());
                INDArray change = g.sub(now.first());
                INDArray square = g.mul(g)) {
            now.first().addi(change.muli(1 - options.beta1()));
            now.second().muli(options.beta2()).addi(square.muli(1 - options.beta2()));
            square.assign(now.second());
            Nd4j.getExecutioner().exec(new Sqrt(square));
            square.divi(rates.secondCorrection()).addi(options.epsilon());
            change.assign(now.first()).divi(square).muli(rates.stepSize());
            parameter.muli(rates.keep()).subi(change);
        }
    }

    private static ModelException mismatch(
            String what, String name, INDArray found, INDArray parameter) {
        return new ModelException(
                what
                        + " of parameter "
                        + name
                        + " has shape "
                        + Arrays.toString(found.shape())
                        + ", expected "
                        + Arrays.toString(parameter.shape()),
                "Use the checkpoint of the same model.");
    }
}
