package org.burst4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.burst4j.ModelException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.graph.FlatArray;
import org.nd4j.graph.FlatGraph;
import org.nd4j.graph.FlatVariable;
import org.nd4j.graph.IntPair;
import org.nd4j.linalg.api.buffer.DataType;

/** Graph files that no program wrote: each is a ModelException, none a crash. */
class FlatGraphHostileTest {
    @TempDir Path folder;

    private Path path;
    private byte[] good;

    @BeforeEach
    void write() throws IOException {
        SameDiff sd = SameDiff.create();
        Heads.mlp(
                sd,
                sd.placeHolder("x", DataType.FLOAT, -1, 5),
                Heads.init(1, "high", 5, 4, 2),
                "high");
        path = folder.resolve("model.fb");
        GraphFiles.save(sd, path);
        good = Files.readAllBytes(path);
    }

    @Test
    void every_truncation_is_refused() throws IOException {
        for (int length = 0; length < good.length; length += 1 + good.length / 97) {
            Files.write(path, Arrays.copyOf(good, length));
            assertThatThrownBy(() -> GraphFiles.load(path))
                    .as("first %d of %d bytes", length, good.length)
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("model.fb cannot be loaded as a SameDiff graph");
        }
    }

    @Test
    void mutations_load_or_are_refused() throws IOException {
        Random random = new Random(11);
        int refused = 0;
        for (int round = 0; round < 400; round++) {
            ByteBuffer bytes = ByteBuffer.wrap(good.clone()).order(ByteOrder.LITTLE_ENDIAN);
            for (int change = 0; change <= round % 3; change++) {
                int at = random.nextInt(bytes.limit() - Long.BYTES);
                switch (random.nextInt(4)) {
                    case 0 -> bytes.put(at, (byte) random.nextInt());
                    case 1 -> bytes.putInt(at / 4 * 4, random.nextInt());
                    case 2 -> bytes.putInt(at / 4 * 4, Integer.MAX_VALUE - random.nextInt(64));
                    default -> bytes.putLong(at / 8 * 8, -1L >>> random.nextInt(64));
                }
            }
            Files.write(path, bytes.array());
            try {
                GraphFiles.load(path);
            } catch (ModelException e) {
                assertThat(e).hasMessageContaining("model.fb cannot be loaded");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    @Test
    void a_huge_number_of_variables_is_refused_before_memory_is_taken() throws IOException {
        changed(
                bytes -> {
                    FlatGraph graph = FlatGraph.getRootAsFlatGraph(bytes);
                    int vector = vectorOf(bytes, rootOf(bytes), 6);
                    assertThat(bytes.getInt(vector)).isEqualTo(graph.variablesLength());
                    bytes.putInt(vector, Integer.MAX_VALUE);
                });
        assertRefused("it names 2147483647 variables");
    }

    @Test
    void shapes_must_fit_their_bytes() throws IOException {
        array(new long[] {1, 1L << 30, 1, 0, 1, 'c'}, 8);
        assertRefused("8 bytes for 1073741824 elements");
        array(new long[] {1, 1L << 40, 1, 0, 1, 'c'}, 8);
        assertRefused("length 1099511627776");
        array(new long[] {1, -2, 1, 0, 1, 'c'}, 8);
        assertRefused("length -2");
        array(new long[] {1L << 33, 2, 1, 0, 1, 'c'}, 8);
        assertRefused("rank 8589934592");
        array(new long[] {1, 2, 1 << 20, 0, 1, 'c'}, 8);
        assertRefused("the last at 1048576");
        array(new long[] {1, 1 << 30, 1, 8, 1, 'c'}, 8);
        assertRefused("empty and has 1073741824 elements");
        array(new long[] {1, 2, 1, 0, 1, 'c'}, 8);
        assertThat(GraphFiles.load(path).getVariable("v").getArr().length()).isEqualTo(2);
    }

    @Test
    void parts_that_are_used_many_times_over_are_refused() throws IOException {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        int array = flatArray(builder, new long[] {1, 1 << 14, 1, 0, 1, 'c'}, 1 << 16);
        int[] variables = new int[200];
        for (int i = 0; i < variables.length; i++) {
            variables[i] = variable(builder, "v" + i, array);
        }
        finish(builder, variables);
        assertRefused("its parts have more bytes than the file");
    }

    @Test
    void two_variables_of_one_name_are_refused() throws IOException {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        int first = flatArray(builder, new long[] {1, 2, 1, 0, 1, 'c'}, 8);
        int second = flatArray(builder, new long[] {1, 2, 1, 0, 1, 'c'}, 8);
        finish(builder, variable(builder, "v", first), variable(builder, "v", second));
        assertRefused("the variable v twice");
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> GraphFiles.load(path))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.fb cannot be loaded as a SameDiff graph")
                .hasMessageContaining(reason);
    }

    private void changed(Consumer<ByteBuffer> change) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(good.clone()).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(bytes);
        Files.write(path, bytes.array());
    }

    /** A graph of one variable. */
    private void array(long[] shapeInformation, int bytes) throws IOException {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        finish(builder, variable(builder, "v", flatArray(builder, shapeInformation, bytes)));
    }

    private static int flatArray(FlatBufferBuilder builder, long[] shapeInformation, int bytes) {
        int shape = FlatArray.createShapeVector(builder, shapeInformation);
        int buffer = FlatArray.createBufferVector(builder, new byte[bytes]);
        return FlatArray.createFlatArray(
                builder, shape, buffer, org.nd4j.graph.DType.FLOAT, org.nd4j.graph.ByteOrder.LE);
    }

    private static int variable(FlatBufferBuilder builder, String name, int array) {
        int text = builder.createString(name);
        int id = IntPair.createIntPair(builder, 1, 0);
        return FlatVariable.createFlatVariable(
                builder, id, text, org.nd4j.graph.DType.FLOAT, 0, array, -1, (byte) 0, 0, 0, 0);
    }

    private void finish(FlatBufferBuilder builder, int... variables) throws IOException {
        int vector = FlatGraph.createVariablesVector(builder, variables);
        builder.finish(FlatGraph.createFlatGraph(builder, 0, vector, 0, 0, 0, 0, 0, 0, 0, 0));
        Files.write(path, builder.sizedByteArray());
    }

    private static int rootOf(ByteBuffer bytes) {
        return bytes.getInt(0);
    }

    private static int vectorOf(ByteBuffer bytes, int table, int entry) {
        int field = table + bytes.getShort(table - bytes.getInt(table) + entry);
        return field + bytes.getInt(field);
    }
}
