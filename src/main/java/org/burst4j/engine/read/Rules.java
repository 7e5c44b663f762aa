package org.burst4j.engine.read;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;

/** The operations that a program has a word for. */
final class Rules {
    private static final Map<String, Rule> OF_SHAPES = new HashMap<>();
    private static final Map<String, Rule> OF_NUMBERS = new HashMap<>();

    static {
        ShapeRules.addTo(OF_SHAPES);
        ElementRules.addTo(OF_NUMBERS);
        ScalarRules.addTo(OF_NUMBERS);
        LayoutRules.addTo(OF_NUMBERS);
        SliceRules.addTo(OF_NUMBERS);
        ProductRules.addTo(OF_NUMBERS);
        ReduceRules.addTo(OF_NUMBERS);
    }

    private Rules() {}

    /** The rule for an operation, or null. */
    static Rule of(Call call) {
        String name = call.function().opName();
        Rule ofShapes = OF_SHAPES.get(name);
        if (ofShapes != null) {
            return ofShapes;
        }
        boolean known = call.inputs() > 0;
        for (int i = 0; i < call.inputs(); i++) {
            known &= call.isKnown(i);
        }
        DataType type = call.outputType(0);
        boolean plain =
                type == DataType.FLOAT || type == DataType.BOOL || name.equals("argmax");
        return known || !plain ? null : OF_NUMBERS.get(name);
    }
}
