package org.burst4j.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the allowed names do: they make dictionaries, shapes, storages and tensors. */
final class PickleCalls {
    private static final long MOST_ELEMENTS = 1L << 48;

    private final PickleInput input;

    PickleCalls(PickleInput input) {
        this.input = input;
    }

    Object call(Object callee, Object arguments) {
        if (!(callee instanceof PickleGlobal global) || !(arguments instanceof List<?> list)) {
            throw input.broken("calls something that is no function");
        }
        return switch (global) {
            case ORDERED_DICT -> orderedDict(list);
            case REBUILD_TENSOR -> tensor(list);
            case REBUILD_PARAMETER -> parameter(list);
            case SIZE -> numbers(argument(list, 0, global), "torch.Size");
            default -> throw input.broken("calls " + global + ", which is no function");
        };
    }

    /** State dictionaries carry versions of modules as an attribute; they say nothing to us. */
    void build(Object state, Object target) {
        if (!(target instanceof LinkedHashMap<?, ?>) || !(state instanceof Map<?, ?>)) {
            throw input.broken("sets the state of something that is no dictionary (BUILD)");
        }
    }

    /** A reference to a storage: ('storage', class, key, device, number of elements). */
    TorchStorage storage(Object id) {
        if (id instanceof List<?> list
                && (list.size() == 5 || (list.size() == 6 && list.get(5) == PickleMachine.NONE))
                && "storage".equals(list.get(0))
                && list.get(1) instanceof PickleGlobal global
                && global.storage() != null
                && list.get(2) instanceof String key
                && list.get(4) instanceof Long elements
                && elements >= 0
                && elements <= MOST_ELEMENTS) {
            return new TorchStorage(global.storage(), key, elements);
        }
        throw input.broken("refers to something outside that is no storage of a tensor");
    }

    private Map<Object, Object> orderedDict(List<?> arguments) {
        if (!arguments.isEmpty()) {
            throw input.broken("calls collections.OrderedDict with arguments");
        }
        return new LinkedHashMap<>();
    }

    private TorchTensor tensor(List<?> arguments) {
        if (argument(arguments, 0, PickleGlobal.REBUILD_TENSOR) instanceof TorchStorage storage
                && arguments.size() >= 4
                && arguments.get(1) instanceof Long offset) {
            List<Long> shape = numbers(arguments.get(2), "a tensor's shape");
            List<Long> strides = numbers(arguments.get(3), "a tensor's strides");
            return TorchTensor.of(storage, offset, shape, strides, input);
        }
        throw input.broken(
                "calls torch._utils._rebuild_tensor_v2 with other arguments than its own");
    }

    private TorchTensor parameter(List<?> arguments) {
        if (argument(arguments, 0, PickleGlobal.REBUILD_PARAMETER) instanceof TorchTensor tensor) {
            return tensor;
        }
        throw input.broken("makes a parameter of something that is no tensor");
    }

    private Object argument(List<?> arguments, int number, PickleGlobal callee) {
        if (arguments.size() <= number) {
            throw input.broken("calls " + callee + " with " + arguments.size() + " arguments");
        }
        return arguments.get(number);
    }

    private List<Long> numbers(Object value, String what) {
        if (!(value instanceof List<?> list) || list.size() > 64) {
            throw input.broken("has something else than a short tuple for " + what);
        }
        List<Long> numbers = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof Long number)) {
                throw input.broken("has something else than whole numbers in " + what);
            }
            numbers.add(number);
        }
        return List.copyOf(numbers);
    }
}
