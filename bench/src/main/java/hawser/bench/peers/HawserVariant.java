package hawser.bench.peers;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the words of a candidate's name change: suite, encapsulation, engine, members.
record HawserVariant(
    String suite, Encapsulation encapsulation, Optional<String> engine, int members) {
  static final String DEFAULT_SUITE = "aes128gcm";
  static final List<String> SUITES =
      List.of(DEFAULT_SUITE, "aes256gcm", "aes128-sha1", "aes128-sha256", "chacha20poly1305");
  static final Set<String> ENGINES = Set.of("jdk", "ipsec-mb");

  /// How ESP travels: inside UDP port 4500, or as IP protocol 50.
  enum Encapsulation {
    UDP,
    RAW
  }

  /// Reads the words after `hawser`.
  ///
  /// @throws IllegalArgumentException for a word it does not know
  static HawserVariant of(List<String> words) {
    HawserVariant variant =
        new HawserVariant(DEFAULT_SUITE, Encapsulation.UDP, Optional.empty(), 1);
    for (String word : words) {
      variant = variant.with(word);
    }
    return variant;
  }

  private HawserVariant with(String word) {
    if (SUITES.contains(word)) {
      return new HawserVariant(word, encapsulation, engine, members);
    }
    if (ENGINES.contains(word)) {
      return new HawserVariant(suite, encapsulation, Optional.of(word), members);
    }
    return switch (word) {
      case "raw" -> new HawserVariant(suite, Encapsulation.RAW, engine, members);
      case "2members" -> new HawserVariant(suite, encapsulation, engine, 2);
      default ->
          throw new IllegalArgumentException(
              "hawser+%s: the words are raw, 2members, %s and %s"
                  .formatted(word, String.join(", ", ENGINES), String.join(", ", SUITES)));
    };
  }
}
