package org.burst4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pickles byte by byte; \xNN in the texts are bytes. */
class PickleMachineTest {
    @TempDir Path folder;

    private static byte[] bytes(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\x", i)) {
                out.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else if (text.startsWith("\\n", i)) {
                out.write('\n');
                i++;
            } else {
                out.write(text.charAt(i));
            }
        }
        return out.toByteArray();
    }

    private Object read(byte[] pickle) {
        ByteBuffer buffer = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
        try (MappedFile file = MappedFile.open(Files.write(folder.resolve("p.bin"), pickle))) {
            return PickleMachine.read(new PickleInput(file, buffer));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object read(String afterProtocol) {
        return read(bytes("\\x80\\x04" + afterProtocol));
    }

    @Test
    void plain_values_are_read() {
        assertThat(read("N.")).isSameAs(PickleMachine.NONE);
        assertThat(read("\\x88.")).isEqualTo(true);
        assertThat(read("\\x89.")).isEqualTo(false);
        assertThat(read("J\\xFE\\xFF\\xFF\\xFF.")).isEqualTo(-2L);
        assertThat(read("K\\xFF.")).isEqualTo(255L);
        assertThat(read("M\\x01\\x02.")).isEqualTo(513L);
        assertThat(read("\\x8A\\x00.")).isEqualTo(0L);
        assertThat(read("\\x8A\\x01\\xFF.")).isEqualTo(-1L);
        assertThat(read("\\x8A\\x0a\\x6c\\xfc\\x9c\\x46\\xf9\\x20\\x6a\\xa8\\x50\\x19."))
                .isEqualTo(new BigInteger("119547037146038801333356"));
        assertThat(read("G\\x3f\\xf8\\x00\\x00\\x00\\x00\\x00\\x00.")).isEqualTo(1.5);
        assertThat(read("\\x8c\\x02\\xc3\\xa4.")).isEqualTo("\u00e4");
        assertThat(read("X\\x01\\x00\\x00\\x00a.")).isEqualTo("a");
        assertThat((byte[]) read("C\\x02\\x00\\xFF.")).containsExactly(0, -1);
        assertThat(read("\\x95\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00N."))
                .isSameAs(PickleMachine.NONE);
    }

    @Test
    void collections_and_the_memo_are_read() {
        assertThat(read(").")).isEqualTo(List.of());
        assertThat(read("K\\x01K\\x02\\x86.")).isEqualTo(List.of(1L, 2L));
        assertThat(read("(K\\x01K\\x02K\\x03t.")).isEqualTo(List.of(1L, 2L, 3L));
        assertThat(read("]K\\x01a(K\\x02K\\x03e.")).isEqualTo(List.of(1L, 2L, 3L));
        assertThat(read("}(\\x8c\\x01aK\\x01\\x8c\\x01bK\\x02u\\x8c\\x01cK\\x03s."))
                .isEqualTo(Map.of("a", 1L, "b", 2L, "c", 3L));
        assertThat(read("K\\x07\\x940h\\x00h\\x00\\x86.")).isEqualTo(List.of(7L, 7L));
        assertThat(read("K\\x07q\\x050h\\x05.")).isEqualTo(7L);
        assertThat(read("ccollections\\nOrderedDict\\n)R}b.")).isEqualTo(Map.of());
        assertThat(read("\\x8c\\x05torch\\x8c\\x04Size\\x93K\\x03\\x85\\x85R."))
                .isEqualTo(List.of(3L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cos\\nsystem\\n(N\\x85R. | asks for os.system",
                "cposix\\nsystem\\n. | asks for posix.system",
                "\\x8c\\x08builtins\\x8c\\x04eval\\x93. | asks for builtins.eval",
                "csubprocess\\nPopen\\n(N\\x85R. | asks for subprocess.Popen",
                "ctorch.serialization\\nload\\n. | asks for torch.serialization.load",
                "ctorch\\nFloatTensor\\n. | asks for torch.FloatTensor",
                "cnumpy.core.multiarray\\n_reconstruct\\n. | numpy.core.multiarray._reconstruct",
                "ca\\x1b[2J\\nb\\n. | asks for a?[2J.b",
                "(Nios\\nsystem\\n. | asks for os.system",
                "(icollections\\nOrderedDict\\n. | an object of collections.OrderedDict (INST)",
                "(ccollections\\nOrderedDict\\no. | (OBJ)",
                "ccollections\\nOrderedDict\\n)\\x81. | (NEWOBJ)",
                "ccollections\\nOrderedDict\\n)}\\x92. | (NEWOBJ_EX)",
                "\\x82\\x01. | (EXT)",
                "\\x83\\x01\\x00. | (EXT)",
                "\\x84\\x01\\x00\\x00\\x00. | (EXT)",
                "ctorch\\nSize\\n}b. | no dictionary (BUILD)",
                "}K\\x01b. | no dictionary (BUILD)",
                "ctorch\\nFloatStorage\\n)R. | calls torch.FloatStorage, which is no function",
                "ctorch\\nfloat32\\n)R. | calls torch.float32, which is no function",
                "K\\x01)R. | calls something that is no function",
                "ctorch\\nSize\\nNR. | calls something that is no function",
                "ctorch\\nSize\\n)R. | calls torch.Size with 0 arguments",
                "ctorch\\nSize\\nN\\x85R. | something else than a short tuple for torch.Size",
                "ctorch\\nSize\\nN\\x85\\x85R. | something else than whole numbers in torch.Size",
                "ccollections\\nOrderedDict\\nN\\x85R. | OrderedDict with arguments",
                "ctorch._utils\\n_rebuild_tensor_v2\\n)R. | _rebuild_tensor_v2 with 0 arguments",
                "ctorch._utils\\n_rebuild_tensor_v2\\nN\\x85R. | other arguments than its own",
                "ctorch._utils\\n_rebuild_parameter\\nN\\x85R. | a parameter of something",
                "NQ. | refers to something outside that is no storage",
                "Pid\\n. | operation 0x50, which files of tensors do not need",
                "I1\\n. | operation 0x49",
                "\\x8f. | operation 0x8f",
                "\\x96. | operation 0x96",
                "h\\x05. | recalls number 5, which was not kept",
                "t. | up to a mark that is not there",
                ". | takes from an empty stack",
                "(. | takes from an empty stack",
                "(R. | takes from an empty stack",
                "Na. | takes from an empty stack",
                "K\\x01K\\x02a. | appends to something that is no list",
                "K\\x01(NNu. | no dictionary",
                "}(Nu. | or half of one",
                "}]Ns. | dictionary key that is no text",
                "\\x8c\\x02\\xff\\xff. | a text that is not UTF-8",
                "\\x8c\\x05ab | is cut off: 5 bytes are needed where 2 are left",
                "\\x8d\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xffa. | a negative number of bytes",
                "\\x8e\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x10a. | 1152921504606846976 bytes",
                "B\\xff\\xff\\xff\\xffa. | is cut off: 4294967295 bytes",
                "\\x8b\\xff\\xff\\xff\\x7fa. | a whole number of 2147483647 bytes",
                "\\x8a\\x21. | a whole number of 33 bytes",
                "N | is cut off",
            })
    void anything_else_is_refused_by_name(String pickle, String message) {
        assertThatThrownBy(() -> read(pickle))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("p.bin holds a pickle that cannot be read")
                .hasMessageContaining(message);
    }

    @Test
    void other_protocols_are_refused() {
        for (String start : List.of("", "N.", "\\x80\\x01N.", "\\x80\\x06N.")) {
            assertThatThrownBy(() -> read(bytes(start))).isInstanceOf(ModelException.class);
        }
    }

    @Test
    void the_number_of_operations_is_bounded_and_nesting_costs_no_stack() {
        byte[] endless = new byte[5_000_000];
        Arrays.fill(endless, (byte) ')');
        endless[0] = (byte) 0x80;
        endless[1] = 2;
        assertThatThrownBy(() -> read(endless))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("more than 2000000 operations");
        byte[] nested = new byte[1_000_000];
        Arrays.fill(nested, (byte) 0x85);
        nested[0] = (byte) 0x80;
        nested[1] = 2;
        nested[2] = ')';
        nested[nested.length - 1] = '.';
        assertThat((List<?>) read(nested)).hasSize(1);
    }

    @Test
    void a_name_without_end_is_refused() {
        assertThatThrownBy(() -> read("c" + "a".repeat(2000) + "\\n."))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("name of more than 1000 bytes");
        assertThat(new String(bytes("a\\x41"), StandardCharsets.US_ASCII)).isEqualTo("aA");
    }
}
