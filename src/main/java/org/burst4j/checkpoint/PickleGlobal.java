package org.burst4j.checkpoint;

import java.util.HashMap;
import java.util.Map;

/** The names that a pickle may refer to: what a file of tensors needs, and nothing that acts. */
enum PickleGlobal {
    ORDERED_DICT("collections.OrderedDict", null),
    REBUILD_TENSOR("torch._utils._rebuild_tensor_v2", null),
    REBUILD_PARAMETER("torch._utils._rebuild_parameter", null),
    SIZE("torch.Size", null),
    DOUBLE_STORAGE("torch.DoubleStorage", TensorType.F64),
    FLOAT_STORAGE("torch.FloatStorage", TensorType.F32),
    HALF_STORAGE("torch.HalfStorage", TensorType.F16),
    BFLOAT16_STORAGE("torch.BFloat16Storage", TensorType.BF16),
    LONG_STORAGE("torch.LongStorage", TensorType.I64),
    INT_STORAGE("torch.IntStorage", TensorType.I32),
    SHORT_STORAGE("torch.ShortStorage", TensorType.I16),
    CHAR_STORAGE("torch.CharStorage", TensorType.I8),
    BYTE_STORAGE("torch.ByteStorage", TensorType.U8),
    BOOL_STORAGE("torch.BoolStorage", TensorType.BOOL),
    FLOAT32("torch.float32", null),
    FLOAT64("torch.float64", null),
    FLOAT16("torch.float16", null),
    BFLOAT16("torch.bfloat16", null),
    INT64("torch.int64", null),
    INT32("torch.int32", null),
    INT16("torch.int16", null),
    INT8("torch.int8", null),
    UINT8("torch.uint8", null),
    BOOL("torch.bool", null);

    private static final Map<String, PickleGlobal> BY_NAME = new HashMap<>();

    static {
        for (PickleGlobal global : values()) {
            BY_NAME.put(global.fullName, global);
        }
    }

    private final String fullName;
    private final TensorType storage;

    PickleGlobal(String fullName, TensorType storage) {
        this.fullName = fullName;
        this.storage = storage;
    }

    /** Elements of the storage that this names, or null. */
    TensorType storage() {
        return storage;
    }

    static PickleGlobal of(String module, String name, PickleInput input) {
        PickleGlobal found = BY_NAME.get(module + "." + name);
        if (found == null) {
            throw input.broken(
                    "asks for "
                            + printable(module)
                            + "."
                            + printable(name)
                            + ", which is no part of a tensor");
        }
        return found;
    }

    /** Control characters would let a file write to the terminal of whoever reads the message. */
    static String printable(String text) {
        String shown = text.replaceAll("[^\\x20-\\x7E]", "?");
        return shown.length() <= 200 ? shown : shown.substring(0, 200) + "...";
    }

    @Override
    public String toString() {
        return fullName;
    }
}
