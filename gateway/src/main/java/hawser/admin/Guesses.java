package hawser.admin;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// How much there is to guess in a password: somebody who guesses tries words, keyboard runs, years
/// and repetitions before anything else, so each of those is worth little more than a character.
final class Guesses {
  private static final List<String> ROWS =
      List.of("qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm");
  private static final int SHORTEST_WORD = 4;
  private static final int SHORTEST_RUN = 3;
  private static final int WORD_IS_WORTH = 2;
  private static final int YEAR = 4;

  private Guesses() {}

  /// The number of characters that the password is worth.
  ///
  /// @param words lower case
  static int worth(String password, Collection<String> words) {
    String plain = withoutRepetition(password.toLowerCase(Locale.ROOT));
    String spelled = spelled(plain);
    int worth = 0;
    int at = 0;
    while (at < plain.length()) {
      int word = Math.max(longestWord(plain, at, words), longestWord(spelled, at, words));
      int run = run(plain, at);
      if (word >= SHORTEST_WORD && word >= run) {
        worth += WORD_IS_WORTH;
        at += word;
      } else if (run >= SHORTEST_RUN || isYear(plain, at)) {
        worth++;
        at += Math.max(run, isYear(plain, at) ? YEAR : 0);
      } else {
        worth++;
        at++;
      }
    }
    return worth;
  }

  /// `abcabcabc` is `abc` and one character that says so.
  private static String withoutRepetition(String text) {
    return text.replaceAll("(.{1,12}?)\\1{2,}", "$1\u0001")
        .replaceAll("(.{3,12}?)\\1+", "$1\u0001");
  }

  /// Letters for the digits and signs that people write for them.
  private static String spelled(String text) {
    StringBuilder letters = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      int sign = "@4831!05$7".indexOf(text.charAt(i));
      if (sign >= 0) {
        letters.setCharAt(i, "aabeiiosst".charAt(sign));
      }
    }
    return letters.toString();
  }

  private static int longestWord(String text, int at, Collection<String> words) {
    int longest = 0;
    for (String word : words) {
      if (word.length() > longest && text.startsWith(word, at)) {
        longest = word.length();
      }
    }
    return longest;
  }

  /// How long the characters go on as in the alphabet, the digits, or on a keyboard, either way.
  private static int run(String text, int at) {
    int longest = 1;
    for (int step : new int[] {1, -1}) {
      int end = at + 1;
      while (end < text.length() && text.charAt(end) - text.charAt(end - 1) == step) {
        end++;
      }
      longest = Math.max(longest, end - at);
    }
    for (String row : ROWS) {
      String backwards = new StringBuilder(row).reverse().toString();
      for (String keys : List.of(row, backwards)) {
        int end = at + 1;
        while (end <= text.length() && keys.contains(text.substring(at, end))) {
          end++;
        }
        longest = Math.max(longest, end - 1 - at);
      }
    }
    return longest;
  }

  private static boolean isYear(String text, int at) {
    return text.substring(at).matches("(19|20)\\d\\d.*");
  }
}
