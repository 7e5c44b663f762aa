package org.burst4j.engine.derive;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Value;

/** Which values are one memory, where it is made, and where it is read last. */
final class Storage {
    private final Map<Value, Value> roots = new HashMap<>();
    private final Map<Value, Node> producers = new HashMap<>();
    private final Map<Value, Integer> made = new HashMap<>();

    Storage(Program program) {
        List<Node> nodes = program.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            for (Value output : node.outputs()) {
                producers.put(output, node);
                if (node.isAlias()) {
                    roots.put(output, root(node.input(0)));
                } else {
                    made.put(output, i);
                }
            }
        }
    }

    /** The value whose memory it is. */
    Value root(Value value) {
        return roots.getOrDefault(value, value);
    }

    /** The node that computes a value; null for placeholders and weights. */
    Node producer(Value value) {
        return producers.get(value);
    }

    /** Number of the node that makes a root; below 0 for placeholders and weights. */
    int made(Value root) {
        return made.getOrDefault(root, -1);
    }
}
