package org.burst4j.checkpoint;

import java.util.List;

/** What a pickle says of a tensor: a view of a storage, checked to lie inside it. */
record TorchTensor(TorchStorage storage, long offset, List<Long> shape, List<Long> strides) {
    /** More axes than any network has. */
    private static final int MOST_AXES = 8;

    /** Checks the view; nothing is read. */
    static TorchTensor of(
            TorchStorage storage,
            long offset,
            List<Long> shape,
            List<Long> strides,
            PickleInput input) {
        boolean plain =
                shape.size() <= MOST_AXES
                        && shape.size() == strides.size()
                        && offset >= 0
                        && offset <= storage.elements();
        long size = 1;
        long last = offset;
        for (int axis = 0; plain && axis < shape.size(); axis++) {
            long length = shape.get(axis);
            long stride = strides.get(axis);
            // Storages have at most 2^48 elements: sums of eight such products do not overflow.
            plain =
                    length >= 0
                            && stride >= 0
                            && (length <= 1 || stride <= storage.elements() / (length - 1))
                            && (length == 0 || size <= storage.elements() / length);
            size *= plain ? length : 0;
            last += plain && length > 1 ? (length - 1) * stride : 0;
        }
        if (!plain || (size > 0 && last >= storage.elements())) {
            throw input.broken(
                    "makes a tensor that is no part of its storage of "
                            + storage.elements()
                            + " elements: offset "
                            + offset
                            + ", shape "
                            + shape
                            + ", strides "
                            + strides);
        }
        return new TorchTensor(storage, offset, shape, strides);
    }
}
