package org.burst4j.data;

import java.util.Locale;

/** Comparable forms of column names and class names. */
final class Names {
    private Names() {}

    /**
     * The form in which two spellings of one name are equal: lower case without spaces, hyphens and
     * underscores, with USA spelt out. The published tables write {@code SouthAfrica_Sadness}
     * beside {@code South Africa_Fear}, and {@code USA} beside {@code United States}.
     */
    static String key(String name) {
        StringBuilder key = new StringBuilder();
        for (String word : name.strip().toLowerCase(Locale.ROOT).split("[\\s_-]+", -1)) {
            key.append(word.equals("usa") ? "unitedstates" : word);
        }
        return key.toString();
    }
}
