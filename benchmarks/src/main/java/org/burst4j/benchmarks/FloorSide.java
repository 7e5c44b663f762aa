package org.burst4j.benchmarks;

import java.nio.file.Path;
import java.util.Map;

/** The products and convolutions of a step, and nothing else. */
final class FloorSide implements StepSide {
    private static final int WARMUPS = 2;
    private static final int RUNS = 5;

    private final StepProducts products;

    FloorSide(StepProducts products) {
        this.products = products;
    }

    /** There is nothing to compare. */
    @Override
    public Map<String, Object> check(Path dump) {
        products.run();
        return Map.of();
    }

    @Override
    public Map<String, Object> step() {
        products.run();
        return Map.of();
    }

    @Override
    public Map<String, Object> report() {
        return Map.of("gflop", products.flops() / 1e9, "products", products.rows(WARMUPS, RUNS));
    }

    @Override
    public void close() {
        products.close();
    }
}
