package org.burst4j.run;

import java.util.Collection;

/** Finds the known word that a misspelt one most likely meant. */
public final class Closest {
    private Closest() {}

    /**
     * The known word with the smallest edit distance.
     *
     * @param word what was written
     * @param known what could have been meant
     * @return the closest, or the word itself where nothing is known
     */
    public static String of(String word, Collection<String> known) {
        String best = word;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(word, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** Levenshtein's distance by the usual table, one row at a time. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
