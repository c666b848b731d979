package hawser.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Prints a [Tree] as FortiOS does, so that it can be pasted back. Secrets come out encrypted.
public final class Printer {
  private final Schema schema;
  private final SecretStore secrets;
  private final Detail detail;
  private final StringBuilder out = new StringBuilder();

  /// How much is shown.
  public enum Detail {
    /// What differs from the defaults.
    SET,
    /// Every option.
    FULL
  }

  public Printer(Schema schema, SecretStore secrets, Detail detail) {
    this.schema = schema;
    this.secrets = secrets;
    this.detail = detail;
  }

  /// All tables, in replay order, behind a header line.
  public String all(Tree tree) {
    out.append("#config-version=HAWSER-0.1.0-FW-build0001-261124:opmode=0:vdom=0:user=admin\n");
    for (String path : schema.topLevelPaths()) {
      if (!tree.entries(path).isEmpty()) {
        table(tree, path, Optional.empty());
      }
    }
    return out.toString();
  }

  /// One table, or one entry of it.
  public String one(Tree tree, String path, Optional<String> key) {
    table(tree, path, key);
    return out.toString();
  }

  private void table(Tree tree, String path, Optional<String> key) {
    line(0, "config " + path);
    for (Tree.Entry entry : tree.entries(path)) {
      if (key.isEmpty() || key.get().equals(entry.key())) {
        entry(schema.require(path), entry, 1);
      }
    }
    line(0, "end");
  }

  private void entry(Table table, Tree.Entry entry, int depth) {
    int inner = table.hasEntries() ? depth + 1 : depth;
    if (table.hasEntries()) {
      boolean numeric =
          Optional.ofNullable(table.options().get(table.key()))
              .map(option -> option.type().equals("integer"))
              .orElse(false);
      line(depth, "edit " + (numeric ? entry.key() : quote(entry.key())));
    }
    for (Option option : table.options().values()) {
      if (!option.name().equals(table.key()) && !option.isNested()) {
        setting(table, option, entry, inner);
      }
    }
    for (Map.Entry<String, Tree.Node> nested : entry.nested().entrySet()) {
      Table type = schema.require(table.path() + " > " + nested.getKey());
      line(inner, "config " + nested.getKey());
      nested.getValue().entries().values().forEach(e -> entry(type, e, inner + 1));
      line(inner, "end");
    }
    if (table.hasEntries()) {
      line(depth, "next");
    }
  }

  private void setting(Table table, Option option, Tree.Entry entry, int depth) {
    Optional<Tree.Setting> setting = entry.setting(option.name());
    if (setting.isEmpty()) {
      if (detail == Detail.FULL && !option.isSecret()) {
        List<String> words = option.defaultWords();
        line(depth, words.isEmpty() ? "unset " + option.name() : set(option, words));
      }
      return;
    }
    List<String> words = setting.get().words().stream().map(Tree.Word::text).toList();
    if (option.isSecret()) {
      String shown = secrets.shown(table.path(), entry.key(), option.name());
      line(depth, "set " + option.name() + " ENC " + shown);
    } else if (detail == Detail.FULL || !words.equals(option.defaultWords())) {
      line(depth, set(option, words));
    }
  }

  private static String set(Option option, List<String> words) {
    List<String> shown =
        words.stream()
            .map(word -> option.isQuoted() || needsQuotes(word) ? quote(word) : word)
            .toList();
    return "set " + option.name() + " " + String.join(" ", shown);
  }

  private static boolean needsQuotes(String word) {
    return word.isEmpty() || word.chars().anyMatch(c -> c <= ' ' || "\"'\\#".indexOf(c) >= 0);
  }

  /// A word of a configuration, whatever is in it.
  public static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private void line(int depth, String text) {
    out.append("    ".repeat(depth)).append(text).append('\n');
  }
}
