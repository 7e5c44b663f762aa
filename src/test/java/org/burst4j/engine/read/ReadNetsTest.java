package org.burst4j.engine.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.burst4j.data.Batch;
import org.burst4j.engine.ir.Program;
import org.burst4j.graph.GraphFiles;
import org.burst4j.model.GraphNames;
import org.burst4j.model.MultitaskNet;
import org.burst4j.model.SmallNet;
import org.burst4j.model.TrainingGraph;
import org.burst4j.model.WeightingRule;
import org.burst4j.onnx.OnnxEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whole nets are read as they are. */
class ReadNetsTest {
    private static final int CLIPS = 4;

    private static OnnxEncoder encoder;

    @BeforeAll
    static void open() {
        encoder = OnnxEncoder.read(SmallNet.encoderFile());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    static Map<String, INDArray> feeds() {
        Batch batch = SmallNet.batch(CLIPS, 1);
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        long[] shape = {CLIPS, batch.paddedSamples()};
        feeds.put(
                GraphNames.INPUT_VALUES,
                Nd4j.createFromArray(batch.inputValues()).reshape('c', shape));
        feeds.put(
                GraphNames.ATTENTION_MASK,
                Nd4j.createFromArray(batch.attentionMask()).reshape('c', shape));
        return feeds;
    }

    @Test
    void trainingGraph() {
        MultitaskNet net = SmallNet.net(encoder, WeightingRule.UNCERTAINTY);
        TrainingGraph graph = net.trainingGraph(net.initialWeights(1), false);
        Map<String, INDArray> feeds = feeds();
        for (var task : net.tasks()) {
            double[][] t = new double[CLIPS][task.task().size()];
            for (int r = 0; r < CLIPS; r++) for (int k = 0; k < t[r].length; k++)
              t[r][k] = task.isClasses() ? (r % 3 == k ? 1 : 0) : ((r * 7 + k * 3) % 5) / 5.0;
            INDArray labels = Nd4j.create(t).castTo(Nd4j.dataType());
            feeds.put(GraphNames.target(task.name()), labels);
            feeds.put(GraphNames.mask(task.name()), task.isClasses() ? Nd4j.ones(CLIPS) : Nd4j.onesLike(labels));
        }
        List<String> outputs = new ArrayList<>(graph.numbers());
        outputs.add(GraphNames.LOSS);
        outputs.addAll(graph.scores().values());
        Program p = Agreement.check(graph.graph(), feeds, outputs, org.burst4j.engine.rewrite.Simplify.READ::apply);
        Program q = org.burst4j.engine.rewrite.Simplify.READ.apply(p);
        System.out.println(p.nodes().size() + " " + q.nodes().size());
        java.util.TreeMap<String,Integer> m = new java.util.TreeMap<>();
        q.nodes().forEach(n -> m.merge(n.op().getClass().getSimpleName(), 1, Integer::sum));
        System.out.println(m);
        q.nodes().forEach(n -> {if (!(n.op() instanceof org.burst4j.engine.ir.Op.Unary)) System.out.println(n);});
    }
}
