package dev.understudy.fault;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that the user probably meant by an unknown one. */
public final class Spelling {
    private Spelling() {}

    /** "did you mean learningRate?", or empty if no known word is near. */
    public static Optional<String> meant(String word, Collection<String> known) {
        return Optional.ofNullable(nearest(word, known)).map(nearest -> "did you mean " + nearest + "?");
    }

    private static String nearest(String word, Collection<String> known) {
        String best = null;
        int least = Math.max(2, word.length() / 3) + 1;
        // Words of a config are shorter, and computing the distance takes time.
        if (word.length() > 64) {
            return null;
        }
        for (String candidate : known) {
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < least && distance < Math.min(word.length(), candidate.length())) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
