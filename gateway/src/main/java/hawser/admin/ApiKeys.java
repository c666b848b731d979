package hawser.admin;

import hawser.config.SecretStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The tokens of `system api-user`, kept as SHA-256: each is shown once, when it is made.
final class ApiKeys {
  private final Path file;
  private final Map<String, String> hashes = new LinkedHashMap<>();

  ApiKeys(Path directory) throws IOException {
    this.file = directory.resolve("api-keys");
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] columns = line.split("\t", -1);
        if (columns.length == 2) {
          hashes.put(columns[0], columns[1]);
        }
      }
    }
  }

  /// Makes a new key, which replaces the user's former one.
  synchronized String generate(String user) throws IOException {
    String key = Tokens.fresh();
    hashes.put(user, Tokens.hash(key));
    StringBuilder text = new StringBuilder();
    hashes.forEach((name, hash) -> text.append(name).append('\t').append(hash).append('\n'));
    SecretStore.writeAtomically(file, text.toString().getBytes(StandardCharsets.UTF_8));
    return key;
  }

  /// The name of the user whose key this is.
  synchronized Optional<String> owner(String key) {
    String hash = Tokens.hash(key);
    return hashes.entrySet().stream()
        .filter(entry -> Tokens.same(entry.getValue(), hash))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
