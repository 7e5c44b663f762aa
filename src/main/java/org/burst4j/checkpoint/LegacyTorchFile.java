package org.burst4j.checkpoint;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The format of torch.save before PyTorch 1.6: five pickles (magic number, version, facts of the
 * machine, the object, the keys of its storages), then each storage: 8 bytes of its number of
 * elements, and the elements.
 *
 * <p>Source: _legacy_load of torch/serialization.py.
 */
final class LegacyTorchFile {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;

    private LegacyTorchFile() {}

    static void read(MappedFile file, BiConsumer<String, StoredTensor> found) throws IOException {
        int length = (int) Math.min(file.size(), PickleInput.LARGEST_BYTES);
        ByteBuffer bytes = file.view(0, length);
        PickleInput input = new PickleInput(file, bytes);
        if (!MAGIC.equals(PickleMachine.read(input))) {
            throw file.broken("is a pickle, but not one of torch.save: its first number is wrong");
        }
        if (!Long.valueOf(VERSION).equals(PickleMachine.read(input))) {
            throw file.broken("is of another version of the format than " + VERSION);
        }
        if (PickleMachine.read(input) instanceof Map<?, ?> machine
                && Boolean.FALSE.equals(machine.get("little_endian"))) {
            throw file.broken("was written on a big-endian machine");
        }
        Object root = PickleMachine.read(input);
        Map<String, TorchStorage> storages = new HashMap<>();
        TorchFile.tensors(
                file,
                root,
                (name, tensor) -> {
                    TorchStorage storage = tensor.storage();
                    TorchStorage other = storages.put(storage.key(), storage);
                    if (other != null && !other.equals(storage)) {
                        throw file.broken("describes one storage in two ways");
                    }
                });
        Object keys = PickleMachine.read(input);
        Map<String, Long> begins = begins(file, keys, storages, input.position());
        TorchFile.tensors(
                file,
                root,
                (name, tensor) -> {
                    Long begin = begins.get(tensor.storage().key());
                    if (begin == null) {
                        throw file.broken(
                                "holds no storage for tensor " + PickleGlobal.printable(name));
                    }
                    found.accept(name, TorchFile.stored(file, tensor, begin));
                });
    }

    /** The first byte of each storage, by key. */
    private static Map<String, Long> begins(
            MappedFile file, Object keys, Map<String, TorchStorage> storages, long first)
            throws IOException {
        if (!(keys instanceof List<?> list)) {
            throw file.broken("has no list of storages");
        }
        Map<String, Long> begins = new HashMap<>();
        long at = first;
        for (Object key : list) {
            TorchStorage storage = key instanceof String ? storages.get(key) : null;
            if (storage == null) {
                throw file.broken(
                        "holds a storage of no tensor; its length is not known, so that the rest"
                                + " cannot be read");
            }
            long elements = file.view(at, Long.BYTES).getLong(0);
            if (elements != storage.elements()) {
                throw file.broken(
                        "has a storage of "
                                + elements
                                + " elements where "
                                + storage.elements()
                                + " are expected");
            }
            at += Long.BYTES;
            begins.put(storage.key(), at);
            at += elements * storage.type().bytes();
            if (at > file.size()) {
                throw file.broken("is cut off within a storage");
            }
        }
        return begins;
    }
}
