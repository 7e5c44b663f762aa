package org.burst4j.engine;

import org.burst4j.SplitMix64;
import org.burst4j.engine.ir.Interpreter;

/** What ND4J's generator draws, number by number: libnd4j's graph/RandomGenerator.h. */
final class NativeDraw implements Interpreter.Draw {
    @Override
    public double unit(String name, long seed, int index) {
        long stream = SplitMix64.stream(seed, name);
        int root = (int) stream;
        int node = (int) SplitMix64.mix(stream + SplitMix64.GOLDEN);
        int place = index + 2;
        int a = root | (place * (node + 24243287));
        int b = node ^ (place * (a + 723829));
        int bits = Integer.rotateLeft((a ^ b) * 0x9E3779BB, 5) * 5;
        return (bits >>> 9) * 0x1.0p-23;
    }
}
