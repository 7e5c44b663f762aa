package org.burst4j.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.burst4j.ModelException;

/**
 * The files beside a model in which it keeps the bytes of large tensors.
 *
 * <p>They must lie in the model's folder or below, under a relative path without tricks: a model
 * from elsewhere must not be able to read other files of its user. Where the model is a symbolic
 * link, as in the cache of Hugging Face's hub, the folder of the link's target counts too.
 *
 * <p>Source: ONNX, External Data (location, offset, length).
 */
final class ExternalData implements AutoCloseable {
    private static final String ONE_FILE =
            "Put the file and its data files into one folder again, as they were exported, or make"
                    + " one file: onnx.save(onnx.load(\"model.onnx\"), \"one.onnx\").";

    /** Twice the largest published encoder in float32; reading as much takes its time. */
    private static final long MAX_BYTES = 1L << 34;

    private final Path model;
    private final Map<String, Source> sources = new HashMap<>();
    private final List<Part> parts = new ArrayList<>();
    private long total;

    /** An open file, and the end of each range that a tensor has, by its start. */
    private record Source(FileChannel channel, long size, TreeMap<Long, Long> taken) {}

    private record Part(String location, ByteBuffer bytes) {}

    ExternalData(Path model) {
        this.model = model;
    }

    /** Maps the bytes of a tensor. */
    ByteBuffer map(String where, Map<String, String> entries, long bytes) {
        String location = entries.getOrDefault("location", "");
        Source source = sources.get(location);
        try {
            if (source == null) {
                source = open(where, location);
                sources.put(location, source);
            }
            long offset = number(where, entries, "offset", 0);
            long length = number(where, entries, "length", bytes);
            if (length != bytes) {
                throw refused(
                        where
                                + " needs "
                                + bytes
                                + " bytes, but the file says it has "
                                + length
                                + " in '"
                                + location
                                + "'");
            }
            if (offset > source.size() || bytes > source.size() - offset) {
                throw refused(
                        String.format(
                                Locale.ROOT,
                                "%s lies in '%s' from byte %d on, %d bytes long, but that file ends"
                                        + " at byte %d",
                                where,
                                location,
                                offset,
                                bytes,
                                source.size()));
            }
            take(where, location, source, offset, bytes);
            ByteBuffer map = source.channel().map(FileChannel.MapMode.READ_ONLY, offset, bytes);
            parts.add(new Part(location, map));
            return map;
        } catch (IOException e) {
            throw new ModelException(
                    where + " lies in '" + location + "', which cannot be read: " + e, ONE_FILE, e);
        }
    }

    /** Whether any tensor lies outside the model's own file. */
    boolean isUsed() {
        return !parts.isEmpty();
    }

    /** Adds the tensors' bytes, in the order of the model, each behind its file's name. */
    void addTo(MessageDigest digest) {
        for (Part part : parts) {
            digest.update((part.location() + '\0').getBytes(StandardCharsets.UTF_8));
            digest.update(part.bytes().duplicate());
        }
    }

    private void take(String where, String location, Source source, long offset, long bytes) {
        total += bytes;
        if (total > MAX_BYTES) {
            throw refused(where + " is beyond the first " + MAX_BYTES + " bytes of all tensors");
        }
        if (bytes == 0) {
            return;
        }
        Map.Entry<Long, Long> before = source.taken().lowerEntry(offset + bytes);
        if (before != null && before.getValue() > offset) {
            throw refused(
                    where
                            + " lies in '"
                            + location
                            + "' from byte "
                            + offset
                            + " on, where another tensor lies");
        }
        source.taken().put(offset, offset + bytes);
    }

    private Source open(String where, String location) throws IOException {
        Path file = model.toAbsolutePath().resolveSibling(path(where, location));
        if (!Files.isRegularFile(file)) {
            throw refused(where + " lies in the file '" + location + "', which is not there");
        }
        Path real = file.toRealPath();
        Path folder = model.toAbsolutePath().getParent().toRealPath();
        if (!real.startsWith(folder) && !real.startsWith(model.toRealPath().getParent())) {
            throw refused(
                    where
                            + " lies in the file '"
                            + location
                            + "', a link that leads out of the model's folder");
        }
        FileChannel channel = FileChannel.open(real, StandardOpenOption.READ);
        return new Source(channel, channel.size(), new TreeMap<>());
    }

    private static Path path(String where, String location) {
        boolean plain =
                !location.isEmpty()
                        && location.indexOf('\\') < 0
                        && location.indexOf(':') < 0
                        && location.indexOf('\0') < 0;
        for (String step : location.split("/", -1)) {
            plain &= !step.isEmpty() && !step.equals(".") && !step.equals("..");
        }
        try {
            Path path = plain ? Path.of(location) : null;
            if (path != null && !path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new ModelException(
                    where + " lies in '" + location + "', which is no path: " + e.getMessage(),
                    ONE_FILE,
                    e);
        }
        throw refused(
                where
                        + " lies in '"
                        + location
                        + "', expected a file in the model's folder or below, named by a relative"
                        + " path without '..' and with '/' alone");
    }

    private static long number(
            String where, Map<String, String> entries, String key, long standard) {
        String text = entries.get(key);
        if (text == null) {
            return standard;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new ModelException(
                    where + " has the " + key + " '" + text + "', expected a whole number",
                    ONE_FILE,
                    e);
        }
        throw refused(where + " has the " + key + " " + text + ", expected at least 0");
    }

    private static ModelException refused(String problem) {
        return new ModelException(problem, ONE_FILE);
    }

    /** Closes the files; what was mapped of them stays. */
    @Override
    public void close() {
        for (Source source : sources.values()) {
            try {
                source.channel().close();
            } catch (IOException e) {
                throw new ModelException("a data file of " + model + " cannot be closed", "", e);
            }
        }
    }
}
