package hawser.config;

import hawser.bytes.Hex;
import hawser.bytes.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Reads secrets as they stand in a configuration: clear text, `ENC` with a blob of ours, or stars
/// for the stored value.
final class SecretReader {
  private static final int SHORTEST_KEY = 6;

  private final SecretStore secrets;
  private final List<Problem> problems;

  SecretReader(SecretStore secrets, List<Problem> problems) {
    this.secrets = secrets;
    this.problems = problems;
  }

  /// `psksecret`, which must be there; in clear or, behind `0x`, in hexadecimal.
  Optional<Secret> preSharedKey(Fields f, String table) {
    if (!f.isSet("psksecret")) {
      problems.add(
          Problem.error(f.at(), f.key(), "psksecret must be set", "add 'set psksecret SECRET'"));
      return Optional.empty();
    }
    return read(f, table, "psksecret", this::key);
  }

  /// A password; empty when it is not set, or not usable.
  Optional<Secret> password(Fields f, String table, String option) {
    return f.isSet(option)
        ? read(f, table, option, word -> Optional.of(octets(word.text())))
        : Optional.empty();
  }

  interface ClearText {
    Optional<Secret> of(Tree.Word word);
  }

  /// Empty when it is not usable; a problem says why.
  ///
  /// @param clearText reads the word that is neither `ENC` nor stars
  Optional<Secret> read(Fields f, String table, String option, ClearText clearText) {
    List<Tree.Word> words = f.written(option);
    Tree.Word first = words.getFirst();
    String text = first.text();
    Optional<Secret> secret;
    if (words.size() == 2 && text.equals("ENC")) {
      secret = secrets.decode(table, f.key(), option, words.get(1).text());
      if (secret.isEmpty()) {
        problems.add(
            Problem.error(
                first.at(),
                "ENC",
                "this encrypted secret was made by another installation or for another entry",
                "set it in clear text once"));
      }
    } else if (text.length() >= 3 && text.chars().allMatch(c -> c == '*')) {
      secret = secrets.stored(table, f.key(), option);
      if (secret.isEmpty()) {
        problems.add(
            Problem.error(
                first.at(),
                text,
                "stars keep the stored secret, and none is stored for " + f.key(),
                "set it in clear text once"));
      }
    } else {
      secret = clearText.of(first);
    }
    secret.ifPresent(s -> secrets.remember(table, f.key(), option, s));
    return secret;
  }

  private Optional<Secret> key(Tree.Word word) {
    Secret secret;
    try {
      secret =
          word.text().startsWith("0x")
              ? Secret.adopt(Hex.parse(word.text().substring(2)))
              : octets(word.text());
    } catch (IllegalArgumentException e) {
      problems.add(Problem.error(word.at(), "0x...", "psksecret is not hexadecimal", ""));
      return Optional.empty();
    }
    if (secret.length() < SHORTEST_KEY) {
      problems.add(Problem.error(word.at(), "psksecret", "the secret has fewer than 6 octets", ""));
      return Optional.empty();
    }
    return Optional.of(secret);
  }

  private static Secret octets(String text) {
    return Secret.adopt(text.getBytes(StandardCharsets.UTF_8));
  }
}
