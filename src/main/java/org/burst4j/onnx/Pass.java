package org.burst4j.onnx;

/** One rewriting of a graph that keeps what it computes. */
interface Pass {
    /** The rewritten graph; the table still tells of all values that keep their names. */
    OnnxGraph apply(OnnxGraph graph, ProbeTable table);
}
