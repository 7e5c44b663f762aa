package org.burst4j.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import org.burst4j.ConfigException;

/** The words {@code --key value} of a program's command line. */
final class Options {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final String usage;

    /**
     * Reads them.
     *
     * @param usage all keys, with their defaults where there are any; what is not in it is refused
     */
    Options(String usage, String[] args) {
        this.usage = usage;
        for (int i = 0; i < args.length; i += 2) {
            boolean known = args[i].startsWith("--") && usage.contains(args[i] + " ");
            if (!known || i + 1 == args.length) {
                throw new ConfigException(
                        known ? args[i] + " has no value" : "unknown option " + args[i],
                        "Usage: " + usage);
            }
            values.put(args[i].substring(2), args[i + 1]);
        }
    }

    String required(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new ConfigException("--" + key + " is missing", "Usage: " + usage);
        }
        return value;
    }

    String text(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    int number(String key, int otherwise) {
        String value = values.get(key);
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new ConfigException(
                    "--" + key + " is '" + value + "', expected a whole number",
                    "Usage: " + usage,
                    e);
        }
    }
}
