package hawser.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A configuration as it was written: tables, entries and the options that were set, in order, each
/// with its position.
public final class Tree {
  private final Map<String, Node> tables = new LinkedHashMap<>();

  /// A word with its place.
  public record Word(String text, Position at) {}

  /// The words that an option was set to.
  public record Setting(Position at, List<Word> words) {
    /// All words, joined by blanks: the value of an option that is no list.
    public String text() {
      return String.join(" ", words.stream().map(Word::text).toList());
    }
  }

  /// One entry of a table, or a table that is one object.
  public static final class Entry {
    private final String key;
    private final Position at;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Map<String, Node> nested = new LinkedHashMap<>();

    Entry(String key, Position at) {
      this.key = key;
      this.at = at;
    }

    public String key() {
      return key;
    }

    public Position at() {
      return at;
    }

    public Map<String, Setting> settings() {
      return settings;
    }

    public Map<String, Node> nested() {
      return nested;
    }

    public Optional<Setting> setting(String option) {
      return Optional.ofNullable(settings.get(option));
    }
  }

  /// A table with its entries by key; one that is a single object has one, with an empty key.
  public static final class Node {
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    public Map<String, Entry> entries() {
      return entries;
    }
  }

  /// An entry in which nothing is set.
  public static Entry blank() {
    return new Entry("", Position.NONE);
  }

  Node table(String path) {
    return tables.computeIfAbsent(path, ignored -> new Node());
  }

  /// The entries of a table, in order.
  public List<Entry> entries(String path) {
    Node node = tables.get(path);
    return node == null ? List.of() : new ArrayList<>(node.entries.values());
  }

  public Optional<Entry> entry(String path, String key) {
    return Optional.ofNullable(tables.get(path)).map(node -> node.entries.get(key));
  }
}
