package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.autodiff.samediff.internal.Variable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;

/** Our writer and reader of flat-buffer graphs against those of SameDiff. */
class FlatGraphTest {
    private static final Map<String, INDArray> INPUT =
            Map.of("in/x", Init.uniform(1, "x", 1, 3, 4));

    @TempDir Path folder;

    @Test
    void stock_load_reads_what_we_write() {
        SameDiff sd = network();
        Path path = folder.resolve("model.fb");

        GraphFiles.save(sd, path);

        assertSame(SameDiff.load(path.toFile(), false), sd);
    }

    @Test
    void we_read_what_we_write() {
        SameDiff sd = network();
        Path path = folder.resolve("model.fb");

        GraphFiles.save(sd, path);

        assertSame(GraphFiles.load(path), sd);
    }

    @Test
    void we_read_what_stock_save_writes() {
        SameDiff sd = network();
        Path path = folder.resolve("model.fb");

        sd.save(path.toFile(), true);

        assertSame(GraphFiles.load(path), sd);
    }

    @Test
    void a_graph_loaded_by_stock_or_by_us_trains_on_alike_and_saves_again() {
        Path path = folder.resolve("model.fb");
        GraphFiles.save(network(), path);
        SameDiff stock = SameDiff.load(path.toFile(), false);
        SameDiff ours = GraphFiles.load(path);
        INDArray before = ours.getVariable("layer/0/w").getArr().dup();

        train(stock);
        train(ours);

        INDArray after = ours.getVariable("layer/0/w").getArr();
        assertThat(after).isNotEqualTo(before);
        assertThat(after).isEqualTo(stock.getVariable("layer/0/w").getArr());
        Path again = folder.resolve("again.fb");
        GraphFiles.save(ours, again);
        assertThat(SameDiff.load(again.toFile(), false).outputSingle(INPUT, "loss"))
                .isEqualTo(stock.outputSingle(INPUT, "loss"));
    }

    @Test
    void every_type_order_and_shape_comes_back_as_it_went() {
        SameDiff sd = SameDiff.create();
        Map<String, INDArray> arrays = arrays();
        arrays.forEach(sd::constant);
        Path path = folder.resolve("constants.fb");

        GraphFiles.save(sd, path);

        SameDiff stock = SameDiff.load(path.toFile(), false);
        SameDiff ours = GraphFiles.load(path);
        arrays.forEach(
                (name, array) -> {
                    for (SameDiff loaded : List.of(stock, ours)) {
                        INDArray read = loaded.getVariable(name).getArr();
                        assertThat(read.dataType()).as(name).isEqualTo(array.dataType());
                        assertThat(read.shape()).as(name).isEqualTo(array.shape());
                        assertThat(read).as(name).isEqualTo(array);
                    }
                });
    }

    @Test
    void big_endian_arrays_of_stock_files_are_turned() {
        SameDiff sd = SameDiff.create();
        Map<String, INDArray> arrays = arrays();
        arrays.remove("bfloat16"); // stock writes it turned and reads it unturned
        arrays.remove("uint16");
        arrays.forEach(sd::constant);
        Path path = folder.resolve("stock.fb");

        sd.save(path.toFile(), false);

        SameDiff ours = GraphFiles.load(path);
        arrays.forEach(
                (name, array) ->
                        assertThat(ours.getVariable(name).getArr()).as(name).isEqualTo(array));
    }

    @Test
    void without_weights_the_graph_waits_for_them() {
        SameDiff sd = network();
        Path path = folder.resolve("graph.fb");

        GraphFiles.saveWithoutWeights(sd, path);

        SameDiff stock = SameDiff.load(path.toFile(), false);
        for (SameDiff loaded : List.of(stock, GraphFiles.load(path))) {
            assertThat(loaded.getVariable("layer/0/w").getArr()).isNull();
            assertThat(GraphFiles.describe(loaded).parameters()).isZero();
            for (SDVariable variable : sd.variables()) {
                if (variable.getVariableType() == VariableType.VARIABLE) {
                    loaded.setArrayForVariable(variable.name(), variable.getArr());
                }
            }
            assertSame(loaded, sd);
        }
    }

    @Test
    void texts_and_sizes_beyond_the_limit_are_refused() {
        SameDiff texts = SameDiff.create();
        texts.constant("greeting", Nd4j.create("hello", "world"));
        Path path = folder.resolve("model.fb");

        assertThatThrownBy(() -> GraphFiles.save(texts, path))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("greeting")
                .hasMessageContaining("UTF8");
        assertThatThrownBy(() -> FlatGraphWriter.checkSize(GraphFiles.LARGEST_BYTES + 1, path))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("2147479553 bytes");
        assertThat(folder).isEmptyDirectory();
    }

    private static void train(SameDiff sd) {
        sd.fit(
                new SingletonMultiDataSetIterator(
                        new MultiDataSet(new INDArray[] {INPUT.get("in/x")}, null)),
                3);
    }

    private static Map<String, INDArray> arrays() {
        INDArray base = Nd4j.linspace(-3, 8, 12, DataType.FLOAT).reshape(3, 4);
        INDArray positive = base.add(3);
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        arrays.put("plain", base.dup('c'));
        arrays.put("fortran", base.dup('f'));
        arrays.put("transposed", base.transpose());
        arrays.put("column", base.getColumn(1));
        arrays.put("part", base.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(1, 3)));
        arrays.put("rank four", base.reshape(1, 3, 2, 2));
        arrays.put("scalar", Nd4j.scalar(2.5f));
        arrays.put("one element", Nd4j.createFromArray(2.5f));
        arrays.put("scalar/long", Nd4j.scalar(1L << 40));
        arrays.put("scalar/bool", Nd4j.scalar(true));
        arrays.put("empty", Nd4j.create(DataType.FLOAT, 0, 3));
        arrays.put("empty/long", Nd4j.create(DataType.INT64, 0));
        arrays.put("double", base.castTo(DataType.DOUBLE).divi(3));
        arrays.put("half", base.castTo(DataType.FLOAT16).divi(3));
        arrays.put("bfloat16", base.castTo(DataType.BFLOAT16));
        arrays.put("int64", base.castTo(DataType.INT64));
        arrays.put("int32", base.castTo(DataType.INT32));
        arrays.put("int16", base.castTo(DataType.INT16));
        arrays.put("int8", base.castTo(DataType.INT8));
        arrays.put("uint8", positive.castTo(DataType.UINT8));
        arrays.put("uint16", positive.castTo(DataType.UINT16));
        arrays.put("bool", base.gt(0));
        arrays.put("bool/fortran", base.gt(0).dup('f'));
        return arrays;
    }

    /** Every kind of variable, operations of every way of storing arguments. */
    private static SameDiff network() {
        SameDiff sd = SameDiff.create();
        SDVariable x = sd.placeHolder("in/x", DataType.FLOAT, -1, 4);
        SDVariable w = sd.var("layer/0/w", Init.uniform(2, "w", 1, 4, 6).dup('f'));
        SDVariable b =
                sd.var(
                        "layer/0/b",
                        Init.uniform(3, "b", 1, 12).get(NDArrayIndex.interval(0, 2, 12)));
        SDVariable factor = sd.constant("factor", Nd4j.scalar(0.5f));
        SDVariable shape = sd.constant("rows", Nd4j.createFromArray(-1L, 6L));
        SDVariable hidden = sd.math().tanh(x.mmul(w).add(b).mul(factor).mul(1.5)); // [B,6]
        SDVariable[] halves = sd.split(new String[] {"first", "second"}, hidden, 2, 1);
        SDVariable joined = sd.reshape(sd.concat(1, halves[1], halves[0]), shape);
        SDVariable attention = sd.nn().softmax("attention", joined, 1);
        SDVariable picked = attention.get(SDIndex.all(), SDIndex.interval(1, 4));
        SDVariable late = sd.math().square("late", picked.std("spread", true, true, 1));
        late.addControlDependency(joined);
        late.addControlDependency(factor);
        late.sum(true, 0, 1).mean("loss");
        sd.setLossVariables("loss");
        sd.setTrainingConfig(
                TrainingConfig.builder()
                        .updater(new Sgd(0.5))
                        .dataSetFeatureMapping("in/x")
                        .markLabelsUnused()
                        .build());
        return sd;
    }

    private static void assertSame(SameDiff loaded, SameDiff sd) {
        List<String> results = List.of("loss", "late", "attention", "second");
        assertThat(loaded.output(INPUT, results)).isEqualTo(sd.output(INPUT, results));
        List<String> weights = List.of("layer/0/w", "layer/0/b");
        Map<String, INDArray> gradients = sd.calculateGradients(INPUT, weights);
        assertThat(gradients.get("layer/0/w").amaxNumber().doubleValue()).isPositive();
        assertThat(loaded.calculateGradients(INPUT, weights)).isEqualTo(gradients);
        assertThat(loaded.getLossVariables()).isEqualTo(sd.getLossVariables());
        assertThat(loaded.getTrainingConfig()).isEqualTo(sd.getTrainingConfig());
        assertThat(loaded.inputs()).isEqualTo(sd.inputs());
        assertThat(loaded.getVariables().keySet()).isEqualTo(sd.getVariables().keySet());
        for (Variable expected : sd.getVariables().values()) {
            Variable variable = loaded.getVariables().get(expected.getName());
            String name = expected.getName();
            assertThat(variable.getVariable().getVariableType())
                    .as(name)
                    .isEqualTo(expected.getVariable().getVariableType());
            assertThat(variable.getVariable().dataType())
                    .as(name)
                    .isEqualTo(expected.getVariable().dataType());
            assertThat(variable.getOutputOfOp()).as(name).isEqualTo(expected.getOutputOfOp());
            assertThat(variable.getControlDepsForOp())
                    .as(name)
                    .isEqualTo(expected.getControlDepsForOp());
        }
        assertThat(loaded.getVariable("in/x").getShape()).containsExactly(-1, 4);
        for (SameDiffOp expected : sd.getOps().values()) {
            SameDiffOp op = loaded.getOps().get(expected.getName());
            assertThat(op.getInputsToOp()).isEqualTo(expected.getInputsToOp());
            assertThat(op.getOutputsOfOp()).isEqualTo(expected.getOutputsOfOp());
            assertThat(op.getVarControlDeps()).isEqualTo(expected.getVarControlDeps());
            assertThat(op.getControlDeps()).isEqualTo(expected.getControlDeps());
            assertThat(op.getControlDepFor()).isEqualTo(expected.getControlDepFor());
        }
        String late = sd.getVariables().get("late").getOutputOfOp();
        assertThat(sd.getOps().get(late).getVarControlDeps()).isNotEmpty();
        assertThat(sd.getOps().get(late).getControlDeps()).isNotEmpty();
    }
}
