package org.burst4j.checkpoint;

/** What a pickle says of a storage: the elements are elsewhere in the file, under a key. */
record TorchStorage(TensorType type, String key, long elements) {}
