package dev.cloister.cli.advise.measure;

import java.util.Locale;

/** How different two words are: the number of letters to insert, remove, exchange, or swap with the next, in any case. */
final class EditDistance {
    private EditDistance() {}

    static int of(String one, String other) {
        String from = one.toLowerCase(Locale.ROOT);
        String to = other.toLowerCase(Locale.ROOT);
        int[][] best = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                best[i][j] = i == 0 || j == 0 ? i + j : step(best, from, to, i, j);
            }
        }
        return best[from.length()][to.length()];
    }

    /** From what is known of the words without their last letters. */
    private static int step(int[][] best, String from, String to, int i, int j) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int least = Math.min(best[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(best[i - 1][j], best[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, best[i - 2][j - 2] + 1) : least;
    }
}
