package org.burst4j.graph;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a training graph forward and backward, again and again, in bounded memory.
 *
 * <p>{@code SameDiff.calculateGradients} turns the array cache off and frees nothing before a
 * garbage collection; {@code fit} allows neither clipping by the global norm nor accumulation. This
 * runs the gradient function in a session of its own with the cache on. Only the operations that
 * the wanted gradients, the loss and the extra outputs need are run.
 *
 * <p>In-place changes of the graph's arrays are seen by the next run. The structure of the graph
 * and which of its variables are constants must not change while a session is in use. Not
 * thread-safe, and nothing else may run the graph meanwhile. Results stay valid when the session is
 * closed.
 */
public final class GradientSession implements AutoCloseable {
    private final SameDiff gradientFunction;
    private final String loss;
    private final List<String> extraOutputs;
    private final Map<String, String> gradientNames = new LinkedHashMap<>();
    private final List<String> requested = new ArrayList<>();
    private final CachedSession session;

    /**
     * Builds the gradient function.
     *
     * @param sd the training graph; its list of losses is set to the one named here
     * @param trainable names of the VARIABLEs whose gradients are wanted, at least one; each must
     *     have a path to the loss
     * @param loss name of the scalar loss
     * @param extraOutputs names of further results to return from each run
     * @throws ModelException when a name is unknown or a variable has no path to the loss
     */
    public GradientSession(
            SameDiff sd, List<String> trainable, String loss, List<String> extraOutputs) {
        this.loss = loss;
        this.extraOutputs = List.copyOf(extraOutputs);
        checkNames(sd, trainable, loss, extraOutputs);
        sd.setLossVariables(loss);
        createGradientFunction(sd, trainable);
        gradientFunction = sd.getFunction("grad");
        gradientFunction.setEnableCache(true);
        for (String name : trainable) {
            SDVariable gradient = sd.getVariable(name).getGradient();
            if (gradient == null) {
                throw new ModelException(
                        "variable " + name + " has no path to the loss " + loss,
                        "Leave it out of the trainable variables.");
            }
            gradientNames.put(name, gradient.name());
        }
        requested.add(loss);
        requested.addAll(gradientNames.values());
        requested.addAll(this.extraOutputs);
        session = new CachedSession(gradientFunction, requested);
    }

    /**
     * Runs one batch.
     *
     * @param placeholders a value for each placeholder of the graph
     * @return loss, gradients and extra outputs; the caller closes it
     */
    public Result run(Map<String, INDArray> placeholders) {
        return run(placeholders, 0);
    }

    /**
     * Runs one batch of a graph that draws random numbers, such as {@link Dropout}.
     *
     * @param placeholders a value for each placeholder of the graph
     * @param seed what is drawn is a function of this number and of names in the graph alone
     * @return loss, gradients and extra outputs; the caller closes it
     */
    public Result run(Map<String, INDArray> placeholders, long seed) {
        Map<String, INDArray> out = session.run(placeholders, seed);
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        gradientNames.forEach((name, gradient) -> gradients.put(name, out.get(gradient)));
        Map<String, INDArray> outputs = new LinkedHashMap<>();
        extraOutputs.forEach(name -> outputs.put(name, out.get(name)));
        return new Result(out.get(loss).getDouble(0), gradients, outputs, out);
    }

    /**
     * Number of operations that one run executes.
     *
     * @return the count, 0 before the first run
     */
    public int operationsPerRun() {
        return session.operationsPerRun();
    }

    /** Frees what the session caches. The graph and its arrays stay. */
    @Override
    public void close() {
        session.close();
    }

    private static void checkNames(
            SameDiff sd, List<String> trainable, String loss, List<String> extraOutputs) {
        if (trainable.isEmpty()) {
            throw new ModelException(
                    "no trainable variable was named", "Name at least one, or use ForwardSession.");
        }
        List<String> all = new ArrayList<>(trainable);
        all.add(loss);
        all.addAll(extraOutputs);
        for (String name : all) {
            if (!sd.hasVariable(name)) {
                throw new ModelException(
                        "the graph has no variable named " + name,
                        "Check the name against GraphFiles.describe.");
            }
        }
    }

    /** SameDiff prints a line for each operation that it differentiates: they go nowhere. */
    private static void createGradientFunction(SameDiff sd, List<String> trainable) {
        PrintStream out = System.out;
        synchronized (GradientSession.class) {
            System.setOut(
                    new PrintStream(
                            OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            try {
                sd.createGradFunction(trainable.toArray(new String[0]));
            } finally {
                System.setOut(out);
            }
        }
    }

    /** What one run gave. Closing it frees its arrays. */
    public static final class Result implements AutoCloseable {
        private final double loss;
        private final Map<String, INDArray> gradients;
        private final Map<String, INDArray> outputs;
        private final Map<String, INDArray> owned;

        /**
         * A result.
         *
         * @param loss its value
         * @param gradients by the name of their variable
         * @param outputs extra outputs by name
         * @param owned arrays that are closed with the result
         */
        public Result(
                double loss,
                Map<String, INDArray> gradients,
                Map<String, INDArray> outputs,
                Map<String, INDArray> owned) {
            this.loss = loss;
            this.gradients = gradients;
            this.outputs = outputs;
            this.owned = owned;
        }

        /**
         * The loss.
         *
         * @return its value, perhaps not finite
         */
        public double loss() {
            return loss;
        }

        /**
         * Gradients by the name of their variable, in the order asked for.
         *
         * @return arrays shaped as the variables, valid until this is closed
         */
        public Map<String, INDArray> gradients() {
            return gradients;
        }

        /**
         * Extra outputs by name.
         *
         * @return arrays valid until this is closed
         */
        public Map<String, INDArray> outputs() {
            return outputs;
        }

        @Override
        public void close() {
            CachedSession.closeAll(owned.values());
        }
    }
}
