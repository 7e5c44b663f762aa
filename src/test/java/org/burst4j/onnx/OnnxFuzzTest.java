package org.burst4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import onnx.Onnx;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.protobuf.ByteString;

/** Good files, changed at random: each is read, or refused with a {@link ModelException}. */
class OnnxFuzzTest {
    private static final long[] SIZES = {
        -1, 0, 1, 2, 3, 7, 1L << 20, 1L << 28, (1L << 31) - 1, 1L << 31, 1L << 62, Long.MIN_VALUE
    };

    private static final int SEED = Integer.getInteger("burst4j.fuzzSeed", 11);

    /** Of whole imports; more by hand, with other seeds. */
    private static final int ROUNDS = Integer.getInteger("burst4j.fuzzRounds", 100);

    @TempDir private Path folder;

    private static byte[] good(String name) throws IOException {
        return Files.readAllBytes(OnnxFixtures.resource(name));
    }

    /** Any other exception or error ends the test with the mutation's number. */
    private boolean isRefused(byte[] bytes, String mutation) throws IOException {
        return isRefused(bytes, mutation, true);
    }

    /** Most mutations of bytes end in the reader, which is quick; the whole import is not. */
    private boolean isRefused(byte[] bytes, String mutation, boolean whole) throws IOException {
        Path file = Files.write(folder.resolve("changed.onnx"), bytes);
        try {
            if (whole) {
                OnnxEncoder.read(file).close();
            } else {
                OnnxReader.read(file);
            }
            return false;
        } catch (ModelException e) {
            assertThat(e.getMessage()).as(mutation).isNotBlank().hasSizeLessThan(20_000);
            return true;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(mutation + " ended with " + e, e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-opset14.onnx", "tiny-opset17.onnx", "tiny-dynamo18.onnx"})
    void changed_bytes(String name) throws IOException {
        byte[] good = good(name);
        Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < 600; round++) {
            byte[] bytes = good.clone();
            switch (round % 4) {
                case 0 -> {
                    for (int i = 0; i < 1 + random.nextInt(4); i++) {
                        int at = random.nextInt(bytes.length);
                        bytes[at] = (byte) (bytes[at] ^ (1 << random.nextInt(8)));
                    }
                }
                case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                case 2 -> {
                    int length = 1 + random.nextInt(60);
                    System.arraycopy(
                            good,
                            random.nextInt(good.length - length),
                            bytes,
                            random.nextInt(good.length - length),
                            length);
                }
                default -> {
                    int at = random.nextInt(bytes.length - 10);
                    for (int i = 0; i < 9; i++) {
                        bytes[at + i] = (byte) 0xFF;
                    }
                    bytes[at + 9] = (byte) random.nextInt(128);
                }
            }
            refused += isRefused(bytes, name + " change " + round, round % 12 < 1) ? 1 : 0;
        }
        assertThat(refused).isBetween(100, 599);
    }

    /** Fields that fit the format, and are wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny-opset14.onnx", "tiny-opset17.onnx", "tiny-dynamo18.onnx"})
    void changed_fields(String name) throws IOException {
        Onnx.ModelProto good = Onnx.ModelProto.parseFrom(good(name));
        Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Onnx.ModelProto.Builder model = good.toBuilder();
            Onnx.GraphProto.Builder graph = model.getGraphBuilder();
            int at = random.nextInt(graph.getNodeCount());
            Onnx.NodeProto.Builder node = graph.getNodeBuilder(at);
            Onnx.NodeProto other = graph.getNode(random.nextInt(graph.getNodeCount()));
            switch (round % 10) {
                case 0 -> node.setOpType(other.getOpType());
                case 1 -> graph.removeNode(at);
                case 2 -> {
                    if (node.getInputCount() > 0 && other.getOutputCount() > 0) {
                        node.setInput(random.nextInt(node.getInputCount()), other.getOutput(0));
                    }
                }
                case 3 -> changeAttribute(node, random);
                case 4 -> changeTensor(graph, random);
                case 5 -> changeConstants(graph, random);
                case 6 -> {
                    List<String> inputs =
                            List.copyOf(node.getInputList())
                                    .subList(node.getInputCount() / 2, node.getInputCount());
                    node.clearInput().addAllInput(inputs);
                    node.addInput(random.nextBoolean() ? "" : "input_values");
                }
                case 7 -> {
                    node.clearAttribute().addAllAttribute(other.getAttributeList());
                    node.clearInput().addAllInput(other.getInputList());
                }
                case 8 -> {
                    Onnx.NodeProto kept = node.build();
                    int to = Math.max(0, at - 1 - random.nextInt(5));
                    graph.removeNode(at).addNode(to, kept);
                }
                default -> {
                    Onnx.TypeProto.Tensor.Builder type =
                            graph.getInputBuilder(random.nextInt(graph.getInputCount()))
                                    .getTypeBuilder()
                                    .getTensorTypeBuilder();
                    type.setElemType(random.nextInt(18));
                }
            }
            refused += isRefused(model.build().toByteArray(), name + " field " + round) ? 1 : 0;
        }
        assertThat(refused).isBetween(ROUNDS / 4, ROUNDS - 1);
    }

    private static void changeAttribute(Onnx.NodeProto.Builder node, Random random) {
        if (node.getAttributeCount() == 0) {
            node.addAttribute(
                    Onnx.AttributeProto.newBuilder()
                            .setName("axis")
                            .setType(Onnx.AttributeProto.AttributeType.INT)
                            .setI(size(random)));
            return;
        }
        Onnx.AttributeProto.Builder attribute =
                node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
        switch (attribute.getType()) {
            case INT -> attribute.setI(size(random));
            case INTS -> {
                if (attribute.getIntsCount() > 0 && random.nextBoolean()) {
                    attribute.setInts(random.nextInt(attribute.getIntsCount()), size(random));
                } else {
                    attribute.addInts(size(random));
                }
            }
            case FLOAT -> attribute.setF(random.nextBoolean() ? Float.NaN : -1e30f);
            case TENSOR -> change(attribute.getTBuilder(), random);
            default -> attribute.setTypeValue(random.nextInt(16));
        }
    }

    private static void changeTensor(Onnx.GraphProto.Builder graph, Random random) {
        if (graph.getInitializerCount() > 0) {
            change(
                    graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount())),
                    random);
        }
    }

    private static void change(Onnx.TensorProto.Builder tensor, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> tensor.setDataType(random.nextInt(20));
            case 1 -> tensor.addDims(size(random));
            case 2 -> {
                if (tensor.getDimsCount() > 0) {
                    tensor.setDims(random.nextInt(tensor.getDimsCount()), size(random));
                }
            }
            case 3 -> tensor.clearRawData();
            default -> {
                tensor.clearRawData().clearDims().setDataType(7).addInt64Data(size(random));
            }
        }
    }

    /** Shapes and indices are whole numbers in constants: sizes of an attacker's choice. */
    private static void changeConstants(Onnx.GraphProto.Builder graph, Random random) {
        for (int i = 0; i < graph.getNodeCount(); i++) {
            Onnx.NodeProto.Builder node = graph.getNodeBuilder(i);
            if (node.getOpType().equals("Constant") && random.nextInt(40) == 0) {
                for (Onnx.AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
                    if (attribute.hasT() && attribute.getT().getDataType() == 7) {
                        changeValues(attribute.getTBuilder(), random);
                    }
                }
            }
        }
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            if (graph.getInitializer(i).getDataType() == 7 && random.nextInt(20) == 0) {
                changeValues(graph.getInitializerBuilder(i), random);
            }
        }
    }

    private static void changeValues(Onnx.TensorProto.Builder tensor, Random random) {
        byte[] raw = tensor.getRawData().toByteArray();
        if (raw.length >= 8) {
            ByteBuffer.wrap(raw)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(8 * random.nextInt(raw.length / 8), size(random));
            tensor.setRawData(ByteString.copyFrom(raw));
        }
    }

    private static long size(Random random) {
        return SIZES[random.nextInt(SIZES.length)];
    }

    @Test
    void bombs_are_refused_before_they_are_allocated() throws IOException {
        byte[] endlessNodes = new byte[1 << 22];
        for (int i = 0; i < endlessNodes.length; i += 2) {
            endlessNodes[i] = 0x0A; // an empty node
        }
        assertThat(isRefused(graphOf(endlessNodes), "nodes without end")).isTrue();
        byte[] endlessNames = new byte[1 << 24];
        for (int i = 0; i < endlessNames.length; i += 2) {
            endlessNames[i] = 0x0A; // an empty input of the one node
        }
        assertThat(isRefused(graphOf(message(0x0A, endlessNames)), "names without end")).isTrue();
        byte[] name = new byte[1 << 22];
        Arrays.fill(name, (byte) 'x');
        assertThat(isRefused(graphOf(message(0x0A, message(0x1A, name))), "a long name")).isTrue();
        byte[] nested = new byte[0];
        for (int depth = 0; depth < 5000; depth++) {
            nested = message(0x32, nested);
        }
        assertThat(isRefused(graphOf(message(0x0A, message(0x2A, nested))), "deep")).isTrue();
    }

    private static byte[] graphOf(byte[] content) {
        return message(0x3A, content);
    }

    /** One field with its tag and length. */
    private static byte[] message(int tag, byte[] content) {
        ByteBuffer buffer = ByteBuffer.allocate(content.length + 6).put((byte) tag);
        int length = content.length;
        while (length > 127) {
            buffer.put((byte) ((length & 127) | 128));
            length >>>= 7;
        }
        buffer.put((byte) length).put(content);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
