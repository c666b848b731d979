package hawser.config;

import java.util.Collection;
import java.util.Comparator;

/// Finds what a mistyped word probably meant.
public final class Nearest {
  private Nearest() {}

  /// "did you mean 'x'?", or the valid words when they are few, or nothing.
  public static String hint(String word, Collection<String> valid) {
    String lower = word.toLowerCase(java.util.Locale.ROOT);
    int allowed = Math.max(2, Math.min(word.length(), 24) / 3);
    var best =
        valid.stream()
            .filter(candidate -> !candidate.isEmpty())
            .min(
                Comparator.comparingInt(
                    (String c) -> distance(lower, c.toLowerCase(java.util.Locale.ROOT))));
    if (best.isPresent()
        && distance(lower, best.get().toLowerCase(java.util.Locale.ROOT)) <= allowed) {
      return "did you mean '" + best.get() + "'?";
    }
    return valid.isEmpty() || valid.size() > 12 ? "" : "valid: " + String.join(", ", valid);
  }

  /// Edits from one word to the other, a swap of neighbours counting once; at most 64 letters
  /// count.
  static int distance(String from, String to) {
    String a = from.substring(0, Math.min(from.length(), 64));
    String b = to.substring(0, Math.min(to.length(), 64));
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + cost);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
