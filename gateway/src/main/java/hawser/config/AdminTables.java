package hawser.config;

import hawser.bytes.Secret;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `system admin`, `system api-user`, `system accprofile` and what `system global` says about them.
public final class AdminTables {
  static final int SHORTEST_PASSWORD = 8;
  private static final String ADMIN = "system admin";
  private static final String API_USER = "system api-user";
  private static final String PROFILE = "system accprofile";
  private static final Schema SCHEMA = Schema.fortios();

  private AdminTables() {}

  /// Checks what concerns more than one option, and remembers passwords as hashes.
  static void check(Tree tree, SecretStore secrets, List<Problem> problems) {
    List<String> profiles = profiles(tree).stream().map(AccessProfile::name).toList();
    for (String table : List.of(ADMIN, API_USER)) {
      for (Tree.Entry entry : tree.entries(table)) {
        for (Tree.Word word : new Fields(SCHEMA.require(table), entry).written("accprofile")) {
          if (!profiles.contains(word.text())) {
            problems.add(
                Problem.error(
                    word.at(),
                    word.text(),
                    "no such access profile",
                    Nearest.hint(word.text(), profiles)));
          }
        }
      }
    }
    for (Tree.Entry entry : tree.entries(ADMIN)) {
      password(new Fields(SCHEMA.require(ADMIN), entry), secrets, problems);
    }
  }

  /// The typed form of a tree that was loaded with this store.
  public static AdminSettings settings(Tree tree, SecretStore secrets) {
    Fields global =
        new Fields(
            SCHEMA.require("system global"),
            tree.entry("system global", "").orElseGet(Tree::blank));
    List<Admin> admins = new ArrayList<>();
    for (Tree.Entry entry : tree.entries(ADMIN)) {
      admins.add(admin(new Fields(SCHEMA.require(ADMIN), entry), secrets));
    }
    if (admins.isEmpty()) {
      admins.add(new Admin("admin", "super_admin", List.of(), Optional.empty(), false));
    }
    List<ApiUser> users = new ArrayList<>();
    for (Tree.Entry entry : tree.entries(API_USER)) {
      users.add(apiUser(entry));
    }
    String hostname = global.word("hostname");
    return new AdminSettings(
        hostname.isEmpty() ? "HAWSER" : hostname,
        global.word("admin-host"),
        (int) global.number("admin-port"),
        (int) global.number("admin-sport"),
        reachable(tree, "https"),
        reachable(tree, "http"),
        global.enabled("admin-https-redirect"),
        Duration.ofMinutes(global.number("admintimeout")),
        (int) global.number("admin-lockout-threshold"),
        Duration.ofSeconds(global.number("admin-lockout-duration")),
        global.enabled("rest-api-key-url-query"),
        List.copyOf(admins),
        List.copyOf(users),
        profiles(tree));
  }

  private static Admin admin(Fields f, SecretStore secrets) {
    List<Prefix> hosts = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      if (f.isSet("trusthost" + i)) {
        hosts.add(Values.network(f.word("trusthost" + i)).network());
      }
      if (f.isSet("ip6-trusthost" + i)) {
        hosts.add(Values.v6Prefix(f.word("ip6-trusthost" + i)));
      }
    }
    Optional<String> hash =
        f.isSet("password")
            ? secrets.stored(ADMIN, f.key(), "password").map(AdminTables::text)
            : Optional.empty();
    return new Admin(
        f.key(), f.word("accprofile"), hosts, hash, f.enabled("force-password-change"));
  }

  private static ApiUser apiUser(Tree.Entry entry) {
    List<Prefix> hosts = new ArrayList<>();
    Tree.Node nested = entry.nested().get("trusthost");
    if (nested != null) {
      for (Tree.Entry host : nested.entries().values()) {
        Fields f = new Fields(SCHEMA.require(API_USER + " > trusthost"), host);
        hosts.add(
            f.word("type").equals("ipv6-trusthost")
                ? Values.v6Prefix(f.word("ipv6-trusthost"))
                : Values.network(f.word("ipv4-trusthost")).network());
      }
    }
    Fields f = new Fields(SCHEMA.require(API_USER), entry);
    return new ApiUser(entry.key(), f.word("accprofile"), hosts);
  }

  private static List<AccessProfile> profiles(Tree tree) {
    List<AccessProfile> profiles = new ArrayList<>();
    profiles.add(AccessProfile.all("super_admin", AccessProfile.Access.READ_WRITE));
    profiles.add(AccessProfile.all("super_admin_readonly", AccessProfile.Access.READ));
    profiles.add(AccessProfile.all("prof_admin", AccessProfile.Access.READ_WRITE));
    for (Tree.Entry entry : tree.entries(PROFILE)) {
      Fields f = new Fields(SCHEMA.require(PROFILE), entry);
      Map<AccessProfile.Group, AccessProfile.Access> groups =
          new EnumMap<>(AccessProfile.Group.class);
      for (AccessProfile.Group group : AccessProfile.Group.values()) {
        groups.put(
            group,
            switch (f.word(group.option())) {
              case "read" -> AccessProfile.Access.READ;
              case "read-write" -> AccessProfile.Access.READ_WRITE;
              default -> AccessProfile.Access.NONE;
            });
      }
      profiles.add(new AccessProfile(f.key(), groups));
    }
    return List.copyOf(profiles);
  }

  private static List<IpAddress> reachable(Tree tree, String protocol) {
    Table table = SCHEMA.require("system interface");
    return tree.entries("system interface").stream()
        .map(entry -> new Fields(table, entry))
        .filter(f -> f.words("allowaccess").contains(protocol))
        .map(f -> Values.network(f.word("ip")).address())
        .filter(address -> !address.isAny())
        .toList();
  }

  /// A clear password becomes a hash at once; the hash is what `show` prints, encrypted.
  private static void password(Fields f, SecretStore secrets, List<Problem> problems) {
    List<Tree.Word> words = f.written("password");
    if (words.isEmpty()) {
      return;
    }
    Tree.Word first = words.getFirst();
    String text = first.text();
    Optional<Secret> stored = secrets.stored(ADMIN, f.key(), "password");
    if (words.size() == 2 && text.equals("ENC")) {
      Optional<Secret> hash = secrets.decode(ADMIN, f.key(), "password", words.get(1).text());
      if (hash.isEmpty()) {
        problems.add(
            Problem.warning(
                first.at(),
                "ENC",
                "this encrypted password was made by another installation; "
                    + f.key()
                    + " gets a one-time password"));
      }
      hash.ifPresent(secret -> secrets.remember(ADMIN, f.key(), "password", secret));
    } else if (text.length() >= 3 && text.chars().allMatch(c -> c == '*')) {
      if (stored.isEmpty()) {
        problems.add(
            Problem.error(
                first.at(),
                text,
                "stars keep the stored password, and none is stored",
                "set it in clear text once"));
      }
    } else if (text.length() < SHORTEST_PASSWORD) {
      problems.add(
          Problem.error(
              first.at(),
              "password",
              "the password has fewer than " + SHORTEST_PASSWORD + " letters",
              ""));
    } else if (stored.isEmpty() || !PasswordHash.matches(text(stored.get()), text)) {
      byte[] hash = PasswordHash.of(text).getBytes(StandardCharsets.US_ASCII);
      secrets.remember(ADMIN, f.key(), "password", Secret.adopt(hash));
    }
  }

  private static String text(Secret secret) {
    return new String(secret.toArray(), StandardCharsets.US_ASCII);
  }
}
