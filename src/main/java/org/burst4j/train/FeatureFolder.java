package org.burst4j.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.burst4j.Burst4jException;
import org.burst4j.EnvironmentException;
import org.burst4j.file.AtomicFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one {@link FeatureStore}: parts, and what they stand for. */
final class FeatureFolder {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureFolder.class);
    private static final String DESCRIPTION = "settings.json";
    private static final String PARTS = "part-*.safetensors";
    private static final int RANDOM_DIGITS = 8;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path folder;
    private final FeatureSettings settings;
    private int nextPart;
    private boolean described;

    FeatureFolder(Path allSettings, FeatureSettings settings) {
        folder = allSettings.resolve(settings.folderName());
        this.settings = settings;
    }

    /** The rows of the wanted keys in all sound parts; the first part with a key counts. */
    Map<String, float[]> read(Set<String> wanted, int width) {
        Map<String, float[]> rows = new LinkedHashMap<>();
        List<Path> parts = parts();
        nextPart = parts.size();
        for (Path part : parts) {
            try {
                FeaturePart.read(part, settings.key(), wanted, width).forEach(rows::putIfAbsent);
            } catch (Burst4jException e) {
                LOG.warn(
                        "Features in {} are computed again, the file is left out: {}",
                        part,
                        e.getMessage());
            }
        }
        if (!parts.isEmpty()) {
            LOG.info("{} of {} clips have features in {}", rows.size(), wanted.size(), folder);
        }
        return rows;
    }

    private List<Path> parts() {
        List<Path> parts = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return parts;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, PARTS)) {
            found.forEach(parts::add);
        } catch (IOException e) {
            LOG.warn("Features in {} are computed again, it cannot be read: {}", folder, e);
            parts.clear();
        }
        Collections.sort(parts);
        return parts;
    }

    /** Writes one more part. */
    void write(Map<String, float[]> rows, int width) {
        if (!described) {
            describe();
            described = true;
        }
        String name =
                String.format(Locale.ROOT, "part-%05d-%s.safetensors", nextPart, randomDigits());
        FeaturePart.write(folder.resolve(name), settings.key(), rows, width);
        nextPart++;
    }

    /** Under a name of its own first: another run may be at it. */
    private void describe() {
        Path own = folder.resolve("settings-" + randomDigits() + ".json");
        try {
            AtomicFiles.write(own, JSON.writeValueAsString(settings.facts()) + "\n");
            Files.move(
                    own,
                    folder.resolve(DESCRIPTION),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (JsonProcessingException e) {
            throw new EnvironmentException(
                    "the settings of features cannot be written as JSON: " + e.getMessage(),
                    "This is a defect; set train.featureCache to none.",
                    e);
        } catch (IOException e) {
            throw AtomicFiles.failure(folder.resolve(DESCRIPTION), e);
        }
    }

    private static String randomDigits() {
        return UUID.randomUUID().toString().substring(0, RANDOM_DIGITS);
    }
}
