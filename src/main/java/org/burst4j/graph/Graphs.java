package org.burst4j.graph;

import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;

/** Makes graphs that hold each weight once. */
public final class Graphs {
    private Graphs() {}

    /**
     * A new graph. A graph of {@code SameDiff.create} keeps beside every VARIABLE and CONSTANT a
     * copy for other devices that may come; this one holds the arrays alone, as SameDiff's own
     * gradient graphs do. Threads may run it at the same time as long as none changes its
     * variables' arrays for others.
     *
     * @return an empty graph
     */
    public static SameDiff create() {
        SameDiff sd = SameDiff.create();
        sd.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), false);
        return sd;
    }
}
