package org.burst4j.stockimporter;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.burst4j.Burst4jException;
import org.burst4j.graph.ForwardSession;
import org.burst4j.onnx.OnnxEncoder;
import org.burst4j.onnx.WeightBinder;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Whole encoder files: the stock importer and Burst4J's, against ONNX Runtime. */
final class EncoderRows {
    private static final int SAMPLES = 4000;
    private static final int REAL_SAMPLES_OF_SECOND = 3000;
    private static final String VALUES = "input_values";
    private static final String MASK = "attention_mask";
    private static final String OUTPUT = "last_hidden_state";

    private final Stock stock;

    EncoderRows(Stock stock) {
        this.stock = stock;
    }

    String table(List<Path> files, PrintStream out) {
        StringBuilder table =
                new StringBuilder(
                        """

                        ## Encoder files

                        Two clips of %d samples, the second with %d real ones where the file takes a mask.
                        The stock importer gets each file twice: as exported, and with its nodes named as their outputs.

                        | file | nodes | opset | importer | result | detail |
                        |---|---|---|---|---|---|
                        """
                                .formatted(SAMPLES, REAL_SAMPLES_OF_SECOND));
        for (Path file : files) {
            String rows = rows(file);
            out.print(rows);
            table.append(rows);
        }
        return table.toString();
    }

    private String rows(Path file) {
        ModelProto model = parse(file);
        Map<String, Tensor> inputs = inputs(model.getGraph());
        List<String> outputs = outputs(model.getGraph());
        Map<String, Tensor> expected = Reference.run(file, inputs, outputs);
        Stock.Outcome asExported = stock.run(file, inputs, outputs);
        Path renamed = StockImporter.temporary(renamed(model).toByteArray());
        try {
            Stock.Outcome afterwards = stock.run(renamed, inputs, outputs);
            Verdict first = Verdict.of(expected, asExported);
            Verdict second = Verdict.of(expected, afterwards);
            String stockRows =
                    first.equals(second)
                            ? row(
                                    file,
                                    model,
                                    "stock, both ways",
                                    first.timed(asExported.importSeconds()))
                            : row(file, model, "stock", first.timed(asExported.importSeconds()))
                                    + row(
                                            file,
                                            model,
                                            "stock, nodes named as outputs",
                                            second.timed(afterwards.importSeconds()));
            Stock.Outcome ours = ours(file, inputs, outputs.get(0));
            return stockRows + row(file, model, "Burst4J", Verdict.of(expected, ours));
        } finally {
            StockImporter.delete(renamed);
        }
    }

    private static String row(Path file, ModelProto model, String importer, Verdict verdict) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %s | %s | %s |%n",
                name(file),
                model.getGraph().getNodeCount(),
                model.getOpsetImport(0).getVersion(),
                importer,
                verdict.word().equals("right") ? "right" : "**" + verdict.word() + "**",
                verdict.detail());
    }

    /** Fixtures are named by their exporter; their folder by the model. */
    private static String name(Path file) {
        Path folder = file.toAbsolutePath().getParent().getFileName();
        return folder + "/" + file.getFileName();
    }

    private static Stock.Outcome ours(Path file, Map<String, Tensor> inputs, String output) {
        try (OnnxEncoder encoder = OnnxEncoder.read(file)) {
            SameDiff graph = SameDiff.create();
            SDVariable values = graph.placeHolder(VALUES, DataType.FLOAT, -1, -1); // [B,S]
            SDVariable mask = graph.placeHolder(MASK, DataType.FLOAT, -1, -1); // [B,S]
            SDVariable hidden =
                    encoder.build(graph, values, mask, WeightBinder.CONSTANTS).lastHiddenState();
            Map<String, INDArray> feeds = new LinkedHashMap<>();
            feeds.put(VALUES, inputs.get(VALUES).array());
            Tensor given = inputs.containsKey(MASK) ? inputs.get(MASK) : ones();
            feeds.put(MASK, given.array().castTo(DataType.FLOAT));
            try (ForwardSession session = new ForwardSession(graph, List.of(hidden.name()))) {
                INDArray result = session.run(feeds).get(hidden.name());
                return new Stock.Outcome(0, Map.of(output, result), "", null);
            }
        } catch (Burst4jException e) {
            return new Stock.Outcome(0, Map.of(), "import", e);
        }
    }

    private static ModelProto parse(Path file) {
        try {
            return ModelProto.parseFrom(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Tensor> inputs(GraphProto graph) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (ValueInfoProto input : graph.getInputList()) {
            if (input.getName().equals(VALUES)) {
                inputs.put(VALUES, Tensor.normal(1, 2, SAMPLES));
            } else if (input.getName().equals(MASK)) {
                Tensor mask = ones();
                Arrays.fill(mask.values(), SAMPLES + REAL_SAMPLES_OF_SECOND, 2 * SAMPLES, 0);
                int type = input.getType().getTensorType().getElemType();
                inputs.put(
                        MASK,
                        new Tensor(
                                TensorProto.DataType.forNumber(type), mask.shape(), mask.values()));
            }
        }
        return inputs;
    }

    private static Tensor ones() {
        double[] ones = new double[2 * SAMPLES];
        Arrays.fill(ones, 1);
        return new Tensor(TensorProto.DataType.FLOAT, new long[] {2, SAMPLES}, ones);
    }

    private static List<String> outputs(GraphProto graph) {
        List<String> names = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
        return List.of(names.contains(OUTPUT) ? OUTPUT : names.get(0));
    }

    /** It names constants by node and looks them up by output. */
    private static ModelProto renamed(ModelProto model) {
        ModelProto.Builder copy = model.toBuilder();
        for (NodeProto.Builder node : copy.getGraphBuilder().getNodeBuilderList()) {
            node.setName(node.getOutput(0));
        }
        return copy.build();
    }
}
