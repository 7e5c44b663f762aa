package org.burst4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.burst4j.ModelException;
import org.burst4j.graph.SafeTensors;

/**
 * All tensors of a checkpoint folder by name, from one file or several, of either format.
 *
 * <p>Where there are both, safetensors is taken. Headers and pickles are read and checked on
 * opening; elements are read from memory maps when asked for.
 */
final class CheckpointTensors implements AutoCloseable {
    private static final String SAFETENSORS = "model.safetensors";
    private static final String PICKLE = "pytorch_model.bin";

    /** A header of ten thousand tensors has about 1 MB; parsed, it takes many times its bytes. */
    private static final long LARGEST_HEADER = 1 << 23;

    private final List<String> files = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    private CheckpointTensors() {}

    /** Opens the weights of a folder; the caller closes them after the last read. */
    static CheckpointTensors open(Path folder) {
        CheckpointTensors read = new CheckpointTensors();
        boolean whole = false;
        try {
            read.openFolder(folder);
            whole = true;
            return read;
        } finally {
            if (!whole) {
                read.close();
            }
        }
    }

    private void openFolder(Path folder) {
        for (String name : List.of(SAFETENSORS, PICKLE)) {
            Path index = folder.resolve(name + ".index.json");
            if (Files.exists(folder.resolve(name))) {
                openFile(folder.resolve(name), null);
                return;
            }
            if (Files.exists(index)) {
                ShardIndex shards = ShardIndex.read(index);
                shards.files().forEach(file -> openFile(folder.resolve(file), shards));
                requireAll(shards);
                return;
            }
        }
        throw new ModelException(
                folder
                        + " holds no weights: none of "
                        + SAFETENSORS
                        + ", "
                        + SAFETENSORS
                        + ".index.json, "
                        + PICKLE
                        + ", "
                        + PICKLE
                        + ".index.json",
                "Give the folder of a checkpoint in Hugging Face's layout, with all its files.");
    }

    private void requireAll(ShardIndex shards) {
        for (Map.Entry<String, String> entry : shards.fileOf().entrySet()) {
            if (!tensors.containsKey(entry.getKey())) {
                throw new ModelException(
                        shards.index()
                                + " says that "
                                + entry.getValue()
                                + " holds tensor "
                                + PickleGlobal.printable(entry.getKey())
                                + ", but it does not",
                        "The files belong to different checkpoints: get all of them again.");
            }
        }
    }

    private void openFile(Path file, ShardIndex shards) {
        files.add(file.getFileName().toString());
        try {
            if (file.toString().endsWith(".safetensors")) {
                requireSmallHeader(file);
                openSafeTensors(file, shards);
            } else {
                MappedFile mapped = MappedFile.open(file);
                open.add(mapped);
                TorchFile.read(mapped, (name, tensor) -> add(file, shards, name, tensor));
            }
        } catch (IOException e) {
            throw new ModelException(
                    file + " cannot be read: " + e, "Check the file and its permissions.", e);
        }
    }

    private void openSafeTensors(Path file, ShardIndex shards) {
        SafeTensors source = SafeTensors.open(file);
        open.add(source);
        for (String name : source.names()) {
            StoredTensor tensor =
                    StoredTensor.dense(
                            file.getFileName().toString(),
                            TensorType.valueOf(source.storedType(name)),
                            source.shape(name),
                            (begin, length) -> source.map(name, begin, length));
            add(file, shards, name, tensor);
        }
    }

    private static void requireSmallHeader(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            boolean long8 = channel.read(start, 0) == Long.BYTES;
            if (long8 && Long.compareUnsigned(start.getLong(0), LARGEST_HEADER) > 0) {
                throw new ModelException(
                        file
                                + " is no sound safetensors file: it names a header of "
                                + Long.toUnsignedString(start.getLong(0))
                                + " bytes, expected "
                                + LARGEST_HEADER
                                + " at most for a checkpoint",
                        "Get the file again.");
            }
        }
    }

    /** Without an index a file gives all it has; with one, what the index says that it has. */
    private void add(Path file, ShardIndex shards, String name, StoredTensor tensor) {
        String owner = shards == null ? null : shards.fileOf().get(name);
        if (shards != null && !file.getFileName().toString().equals(owner)) {
            return;
        }
        tensors.put(name, tensor);
    }

    /** The names of the files that were opened. */
    List<String> files() {
        return List.copyOf(files);
    }

    /** All tensors, in the order of the files. */
    Map<String, StoredTensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    @Override
    public void close() {
        for (AutoCloseable file : open) {
            try {
                file.close();
            } catch (ModelException e) {
                throw e;
            } catch (Exception e) {
                throw new ModelException("a file of the checkpoint cannot be closed: " + e, "", e);
            }
        }
    }
}
