package org.burst4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiConsumer;
import org.burst4j.checkpoint.ZipEntries.Entry;

/**
 * Files of torch.save: since PyTorch 1.6 a zip of one pickle and one entry for each storage, before
 * that ({@link LegacyTorchFile}) pickles and storages one after the other.
 *
 * <p>Source: torch/serialization.py of PyTorch 2.
 */
final class TorchFile {
    private static final int ZIP = 0x04034b50;
    private static final String PICKLE = "data.pkl";

    private TorchFile() {}

    /** Gives each tensor of the file's dictionary; their bytes are read through the open file. */
    static void read(MappedFile file, BiConsumer<String, StoredTensor> found) throws IOException {
        ByteBuffer start = file.view(0, Math.min(4, file.size()));
        if (start.remaining() == 4 && start.getInt(0) == ZIP) {
            zip(file, found);
        } else if (start.remaining() > 0 && (start.get(0) & 0xFF) == 0x80) {
            LegacyTorchFile.read(file, found);
        } else {
            throw file.broken("begins neither as a zip file nor as a pickle");
        }
    }

    private static void zip(MappedFile file, BiConsumer<String, StoredTensor> found)
            throws IOException {
        Map<String, Entry> entries = ZipEntries.read(file);
        String folder = null;
        for (String name : entries.keySet()) {
            if (name.equals(PICKLE) || name.endsWith("/" + PICKLE)) {
                if (folder != null) {
                    throw file.broken("has two entries " + PICKLE);
                }
                folder = name.substring(0, name.length() - PICKLE.length());
            }
        }
        if (folder == null) {
            throw file.broken("has no entry " + PICKLE);
        }
        requireLittleEndian(file, entries.get(folder + "byteorder"));
        Entry pickle = entries.get(folder + PICKLE);
        if (pickle.length() > PickleInput.LARGEST_BYTES) {
            throw file.broken("has a pickle of " + pickle.length() + " bytes");
        }
        ByteBuffer bytes = file.view(pickle.begin(), pickle.length());
        Object root = PickleMachine.read(new PickleInput(file, bytes));
        String storages = folder + "data/";
        tensors(
                file,
                root,
                (name, tensor) -> {
                    Entry entry = entries.get(storages + tensor.storage().key());
                    TensorType type = tensor.storage().type();
                    long expected = tensor.storage().elements() * type.bytes();
                    if (entry == null || entry.length() < expected) {
                        throw file.broken(
                                "gives tensor "
                                        + PickleGlobal.printable(name)
                                        + " a storage of "
                                        + expected
                                        + " bytes, but holds "
                                        + (entry == null ? "none" : entry.length()));
                    }
                    found.accept(name, stored(file, tensor, entry.begin()));
                });
    }

    private static void requireLittleEndian(MappedFile file, Entry entry) throws IOException {
        if (entry == null) {
            return;
        }
        ByteBuffer bytes = file.view(entry.begin(), Math.min(entry.length(), 16));
        String order = StandardCharsets.US_ASCII.decode(bytes).toString();
        if (!order.equals("little")) {
            throw file.broken(
                    "has the byte order "
                            + PickleGlobal.printable(order)
                            + ", expected little: it was written on a rare machine");
        }
    }

    /** Gives the tensors of a dictionary; other values, such as step counts, are passed over. */
    static void tensors(MappedFile file, Object root, BiConsumer<String, TorchTensor> found) {
        if (!(root instanceof Map<?, ?> map)) {
            throw file.broken("holds no dictionary of tensors");
        }
        for (Map.Entry<?, ?> item : map.entrySet()) {
            if (item.getKey() instanceof String name
                    && item.getValue() instanceof TorchTensor tensor) {
                found.accept(name, tensor);
            }
        }
    }

    /** The tensor whose storage begins at a byte of the file. */
    static StoredTensor stored(MappedFile file, TorchTensor tensor, long begin) {
        TensorType type = tensor.storage().type();
        long first = begin + tensor.offset() * type.bytes();
        return StoredTensor.strided(
                file.path().getFileName().toString(),
                type,
                tensor.shape().stream().mapToLong(Long::longValue).toArray(),
                tensor.strides().stream().mapToLong(Long::longValue).toArray(),
                (from, length) -> file.view(first + from, length));
    }
}
