package hawser.admin;

import hawser.config.Admin;
import hawser.config.AdminSettings;
import hawser.config.PasswordHash;
import hawser.config.SecretStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The passwords of administrators. The configuration may set one; one that was changed at a login
/// is kept in the state directory and holds until the configuration says something new. An account
/// without any gets a one-time password, so that none ever has a default one.
final class Accounts {
  private static final String ONCE = "once:";

  /// Nobody's password, to take as long for nobody as for anybody. Made at the first login.
  private static final class Dummy {
    static final String HASH = PasswordHash.of(Tokens.fresh());
  }

  /// What is known beyond the configuration.
  ///
  /// @param replaces the configured hash that this one stands for; empty when there was none
  private record Kept(String hash, String replaces) {}

  private final Path file;
  private final Map<String, Kept> kept = new LinkedHashMap<>();
  private final Map<String, Integer> generations = new LinkedHashMap<>();

  Accounts(Path directory) throws IOException {
    this.file = directory.resolve("admins");
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] columns = line.split("\t", -1);
        if (columns.length == 3) {
          kept.put(columns[0], new Kept(columns[1], columns[2]));
        }
      }
    }
  }

  /// Makes one-time passwords for those who have none; returns them, by name, for this one time.
  synchronized Map<String, String> prepare(AdminSettings settings) throws IOException {
    Map<String, String> fresh = new LinkedHashMap<>();
    for (Admin admin : settings.admins()) {
      if (admin.passwordHash().isEmpty() && !kept.containsKey(admin.name())) {
        String password = Tokens.oneTimePassword();
        kept.put(admin.name(), new Kept(ONCE + Tokens.hash(password), ""));
        fresh.put(admin.name(), password);
      }
    }
    if (!fresh.isEmpty()) {
      save();
    }
    return fresh;
  }

  /// Takes the same time whether there is such an account or not.
  boolean matches(Optional<Admin> admin, String password) {
    String hash = admin.map(this::hash).orElseGet(() -> Dummy.HASH);
    if (hash.startsWith(ONCE)) {
      boolean ignored = PasswordHash.matches(Dummy.HASH, password);
      return Tokens.same(hash, ONCE + Tokens.hash(password));
    }
    return PasswordHash.matches(hash, password) && admin.isPresent();
  }

  boolean mustChange(Admin admin) {
    String hash = hash(admin);
    return hash.startsWith(ONCE)
        || admin.mustChangePassword() && admin.passwordHash().filter(hash::equals).isPresent();
  }

  /// Counts password changes: a session of an older generation has ended.
  synchronized int generation(String name) {
    return generations.getOrDefault(name, 0);
  }

  void change(Admin admin, String password) throws IOException {
    String hash = PasswordHash.of(password);
    synchronized (this) {
      kept.put(admin.name(), new Kept(hash, admin.passwordHash().orElse("")));
      generations.merge(admin.name(), 1, Integer::sum);
      save();
    }
  }

  private synchronized String hash(Admin admin) {
    Kept known = kept.get(admin.name());
    Optional<String> configured = admin.passwordHash();
    if (known != null && configured.orElse("").equals(known.replaces)) {
      return known.hash;
    }
    return configured.orElseGet(() -> Dummy.HASH);
  }

  private void save() throws IOException {
    StringBuilder text = new StringBuilder();
    kept.forEach((name, entry) ->
        text.append(name)
            .append('\t')
            .append(entry.hash)
            .append('\t')
            .append(entry.replaces)
            .append('\n'));
    SecretStore.writeAtomically(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
