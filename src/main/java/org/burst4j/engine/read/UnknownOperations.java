package org.burst4j.engine.read;

import java.util.Set;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.custom.Invoke;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.BaseCompatOp;
import org.nd4j.linalg.api.ops.impl.shape.tensorops.BaseTensorOp;

/** Which operations cannot run alone, each in its turn. */
final class UnknownOperations {
    private static final String STOCK_PACKAGE = "org.nd4j.";
    private static final String RANDOM_PACKAGE = "org.nd4j.linalg.api.ops.random.";

    /** The shape of their results depends on numbers. */
    private static final Set<String> OF_ANY_SIZE =
            Set.of("Where", "where_np", "unique", "unique_with_counts", "listdiff", "choose");

    /** They draw random numbers, but live with others. */
    private static final Set<String> RANDOM =
            Set.of("dropout", "dropout_inverted", "alpha_dropout", "random_shuffle", "multinomial");

    /** They draw nothing, but live where others do. */
    private static final Set<String> REGULAR = Set.of("range", "lin_space", "linspace");

    private UnknownOperations() {}

    /** Refuses what neither a rule nor a single call of ND4J can stand for. */
    static void check(DifferentialFunction function) {
        String type = function.getClass().getName();
        boolean flow =
                function instanceof BaseCompatOp
                        || function instanceof BaseTensorOp
                        || function instanceof Invoke;
        boolean random =
                (type.startsWith(RANDOM_PACKAGE) && !REGULAR.contains(function.opName()))
                        || RANDOM.contains(function.opName());
        boolean callable = function instanceof DynamicCustomOp || function instanceof BaseOp;
        if (flow
                || random
                || !callable
                || OF_ANY_SIZE.contains(function.opName())
                || !type.startsWith(STOCK_PACKAGE)) {
            throw new UnplannableGraphException(
                    "operation " + function.getOwnName() + " is " + function.opName());
        }
    }
}
