package org.burst4j.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.burst4j.engine.derive.Backward;
import org.burst4j.engine.derive.Recomputation;
import org.burst4j.engine.ir.Node;
import org.burst4j.engine.ir.Program;
import org.burst4j.engine.ir.Recompute;
import org.burst4j.engine.ir.Shape;
import org.burst4j.engine.kernel.Kernels;
import org.burst4j.engine.read.GraphReader;
import org.burst4j.engine.schedule.MemoryPlan;
import org.burst4j.engine.schedule.SharingRule;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * From a graph to a plan: read, recognise, differentiate, fuse, place.
 *
 * @param sd the graph
 * @param outputs names of its results
 * @param loss the result whose gradients are wanted; null for none
 * @param wanted names of the VARIABLEs and placeholders whose gradients are wanted
 * @param recompute what is computed twice
 * @param kernels what will run the plan
 */
record Compiler(
        SameDiff sd,
        List<String> outputs,
        String loss,
        List<String> wanted,
        Recompute recompute,
        KernelChoice kernels) {
    /** Copies the lists. */
    Compiler {
        outputs = List.copyOf(outputs);
        wanted = List.copyOf(wanted);
    }

    /** Plans the graph for given shapes of its placeholders. */
    Plan compile(Map<String, Shape> placeholders) {
        List<String> results = new ArrayList<>(outputs);
        if (loss != null && !results.contains(loss)) {
            results.add(loss);
        }
        Program program =
                kernels.passes().beforeGradients(GraphReader.read(sd, placeholders, results));
        Set<String> lasting = new LinkedHashSet<>();
        if (loss != null) {
            int forwardNodes = program.nodes().size();
            program = Backward.of(program, loss, wanted);
            program = Recomputation.of(program, recompute, forwardNodes);
            for (String name : wanted) {
                if (!placeholders.containsKey(name)) {
                    lasting.add(Program.gradientOf(name));
                }
            }
        }
        program = kernels.passes().afterGradients(program);
        MemoryPlan memory = MemoryPlan.of(program, lasting, sharing(), this::workspace);
        return new Plan(program, memory, lasting);
    }

    private long workspace(Node node) {
        return kernels == KernelChoice.JAVA ? ConvProducts.workspace(node) : 0;
    }

    private SharingRule sharing() {
        return kernels == KernelChoice.JAVA ? Kernels::mayShare : (node, input, output) -> false;
    }
}
