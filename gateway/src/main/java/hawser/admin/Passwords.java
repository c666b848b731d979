package hawser.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a new password must be: long enough and not a well-known one. No rules of composition
/// (OWASP ASVS 5.0, 6.2.5).
final class Passwords {
  static final int SHORTEST = 8;
  static final int LONGEST = 128;
  private static final int LEAST_WORTH = 6;
  private static final Set<String> COMMON = load();

  private Passwords() {}

  /// Why it cannot be used; empty when it can.
  static Optional<String> problem(String password, String user, String hostname) {
    String plain = password.toLowerCase(Locale.ROOT);
    if (password.length() < SHORTEST) {
      return Optional.of("A password has at least " + SHORTEST + " characters.");
    }
    if (password.length() > LONGEST) {
      return Optional.of("A password has at most " + LONGEST + " characters.");
    }
    Set<String> words = new HashSet<>(COMMON);
    words.add(user.toLowerCase(Locale.ROOT));
    words.add(hostname.toLowerCase(Locale.ROOT));
    String letters = plain.replaceAll("[^a-z]", "");
    return words.contains(plain)
            || words.contains(letters)
            || Guesses.worth(plain, words) < LEAST_WORTH
        ? Optional.of("This password is among the first that are tried.")
        : Optional.empty();
  }

  private static Set<String> load() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Passwords.class.getResourceAsStream("common-passwords.txt")),
                StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
