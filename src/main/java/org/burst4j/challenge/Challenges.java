package org.burst4j.challenge;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.burst4j.ConfigException;
import org.burst4j.EnvironmentException;

/** The challenges that submissions can be written for, read from {@code challenges.json}. */
public final class Challenges {
    private static final List<Challenge> ALL = read();

    private Challenges() {}

    private static List<Challenge> read() {
        try (InputStream in = Challenges.class.getResourceAsStream("challenges.json")) {
            return List.copyOf(
                    new ObjectMapper().readValue(in, new TypeReference<List<Challenge>>() {}));
        } catch (IOException e) {
            throw new EnvironmentException(
                    "challenges.json inside the jar cannot be read: " + e.getMessage(),
                    "The jar is damaged: build or download it again.",
                    e);
        }
    }

    /**
     * All challenges.
     *
     * @return at least one
     */
    public static List<Challenge> all() {
        return ALL;
    }

    /**
     * Finds a challenge.
     *
     * @param name its name, e.g. {@code avb}
     * @return the challenge
     * @throws ConfigException if there is none of that name
     */
    public static Challenge named(String name) {
        return ALL.stream()
                .filter(challenge -> challenge.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ConfigException(
                                        "there is no challenge '" + name + "'",
                                        "Known challenges: "
                                                + ALL.stream().map(Challenge::name).toList()
                                                + "."));
    }
}
