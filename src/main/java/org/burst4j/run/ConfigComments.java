package org.burst4j.run;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts a comment behind each key of a configuration, from {@code config-comments.properties}. */
final class ConfigComments {
    private static final Pattern KEY = Pattern.compile("^( *)(\\w+):(.*)$");
    private static final Properties COMMENTS = read();

    private ConfigComments() {}

    private static Properties read() {
        Properties comments = new Properties();
        try (Reader in =
                new InputStreamReader(
                        ConfigComments.class.getResourceAsStream("config-comments.properties"),
                        StandardCharsets.UTF_8)) {
            comments.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("config-comments.properties inside the jar", e);
        }
        return comments;
    }

    /** The comment of one key, or null. */
    static String of(String key) {
        return COMMENTS.getProperty(key);
    }

    /** All keys that have a comment. */
    static Set<String> keys() {
        return COMMENTS.stringPropertyNames();
    }

    /**
     * The same YAML with comments; one line stays one line.
     *
     * @param marks by dotted key: what is said first in its comment
     */
    static String annotate(String yaml, Map<String, String> marks) {
        StringBuilder out = new StringBuilder();
        Deque<String> path = new ArrayDeque<>();
        for (String line : yaml.lines().toList()) {
            out.append(line);
            Matcher matcher = KEY.matcher(line);
            if (matcher.matches()) {
                int depth = matcher.group(1).length() / 2;
                while (path.size() > depth) {
                    path.removeLast();
                }
                path.addLast(matcher.group(2));
                String key = String.join(".", path);
                String comment =
                        Stream.of(marks.get(key), of(key))
                                .filter(Objects::nonNull)
                                .collect(Collectors.joining(" | "));
                if (!comment.isEmpty()) {
                    out.append("  # ").append(comment);
                }
            }
            out.append('\n');
        }
        return out.toString();
    }
}
