package org.burst4j.engine.read;

import java.util.Map;
import java.util.function.ToLongFunction;
import org.burst4j.engine.ir.Op;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.ir.UnplannableGraphException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.random.custom.DistributionUniform;
import org.nd4j.linalg.factory.Nd4j;

/** What depends on shapes alone. */
final class ShapeRules {
    private ShapeRules() {}

    static void addTo(Map<String, Rule> rules) {
        rules.put("shape_of", ShapeRules::shapeOf);
        rules.put("rank", call -> number(call, Shape::rank));
        rules.put("size", call -> number(call, Shape::elements));
        rules.put("size_at", call -> number(call, shape -> shape.size(call.integer(0, 0))));
        rules.put("fill", ShapeRules::fill);
        rules.put("ones_as", call -> like(call, 1));
        rules.put("zeroslike", call -> like(call, 0));
        rules.put("zeros_as", call -> like(call, 0));
        rules.put("randomuniform", ShapeRules::uniform);
    }

    private static boolean shapeOf(Call call) {
        Shape shape = call.shape(0);
        if (shape.rank() == 0) {
            throw new UnplannableGraphException("the shape of a scalar is an empty array");
        }
        return call.know(Nd4j.createFromArray(shape.longs()).castTo(call.outputType(0)));
    }

    private static boolean number(Call call, ToLongFunction<Shape> count) {
        INDArray number = Nd4j.scalar(count.applyAsLong(call.shape(0)));
        return call.know(number.castTo(call.outputType(0)));
    }

    private static boolean fill(Call call) {
        double[] numbers = call.reals();
        int[] sizes = call.sizes(0);
        if (call.inputs() != 1 || sizes == null || numbers.length != 1) {
            return false;
        }
        return filled(call, Variables.shape(longs(sizes)), numbers[0]);
    }

    private static boolean like(Call call, double number) {
        return filled(call, call.shape(0), number);
    }

    private static boolean filled(Call call, Shape shape, double number) {
        return call.outputType(0) == DataType.FLOAT
                ? call.give(new Op.Fill(shape, (float) number))
                : call.know(Nd4j.valueArrayOf(shape.longs(), number, call.outputType(0)));
    }

    private static boolean uniform(Call call) {
        int[] sizes = call.sizes(0);
        double[] limits = call.reals();
        boolean stock = call.function() instanceof DistributionUniform;
        if (!stock || call.inputs() != 1 || sizes == null || limits.length != 2) {
            return false;
        }
        return call.give(
                new Op.Uniform(
                        call.outputNames().get(0),
                        (float) limits[0],
                        (float) limits[1],
                        Variables.shape(longs(sizes))));
    }

    static long[] longs(int... sizes) {
        return java.util.Arrays.stream(sizes).asLongStream().toArray();
    }
}
