package org.burst4j.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.burst4j.DataException;

/** Finds the audio file of a row. */
final class AudioLocator {
    private final boolean manifest;
    private final List<Path> folders;

    AudioLocator(TableFiles files, Path audioRoot) {
        manifest = files.layout() == LayoutName.MANIFEST;
        List<Path> candidates =
                switch (files.layout()) {
                    case AVB -> under(files.root(), "audio/wav", "wav", "audio");
                    case EXVO -> under(files.root(), "wav", "audio/wav");
                    case MANIFEST, AUTO -> under(files.root(), "", "wav", "audio");
                };
        if (audioRoot != null) {
            candidates = List.of(audioRoot.toAbsolutePath().normalize());
        }
        List<Path> present = candidates.stream().filter(Files::isDirectory).toList();
        if (present.isEmpty()) {
            throw new DataException(
                    "there is no audio folder; looked for " + candidates,
                    "Put the audio files there, or name their folder with --audio-root.");
        }
        // Only in a manifest do names hold folders of their own, so that several may apply.
        folders = manifest ? present : present.subList(0, 1);
    }

    private static List<Path> under(Path root, String... names) {
        List<Path> paths = new ArrayList<>();
        for (String name : names) {
            paths.add(root.resolve(name));
        }
        return paths;
    }

    /** The id of the clip that a field names: without brackets, and in challenges without .wav. */
    String id(String field) {
        String id = field.strip();
        if (id.startsWith("[") && id.endsWith("]")) {
            id = id.substring(1, id.length() - 1).strip();
        }
        boolean suffixed = !manifest && id.toLowerCase(Locale.ROOT).endsWith(".wav");
        return suffixed ? id.substring(0, id.length() - 4) : id;
    }

    /** The file of a clip, or null if there is none. */
    Path file(String id) {
        try {
            for (Path folder : folders) {
                Path file = folder.resolve(manifest ? id : id + ".wav");
                if (Files.isRegularFile(file)) {
                    return file;
                }
            }
        } catch (InvalidPathException e) {
            return null;
        }
        return null;
    }

    /** Where {@link #file} looks, for messages. */
    String looked() {
        return String.join(", ", folders.stream().map(Path::toString).toList());
    }
}
