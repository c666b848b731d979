package hawser.config;

import java.util.List;

/// One option of a table, as `schema.txt` declares it.
///
/// @param type FortiOS's name of the value type
/// @param values the words of an `option`; empty otherwise
/// @param acts the words that Hawser acts on; empty for none, `*` for all
public record Option(
    String name,
    String type,
    List<String> values,
    long minimum,
    long maximum,
    String defaultValue,
    List<String> acts,
    boolean list) {
  public boolean isSecret() {
    return type.startsWith("password");
  }

  public boolean isNested() {
    return type.equals("nested");
  }

  /// Strings are quoted when shown, words and numbers are not.
  boolean isQuoted() {
    return switch (type) {
      case "string", "var-string", "names" -> true;
      default -> false;
    };
  }

  boolean actsOn(String value) {
    return acts.contains("*") || acts.contains(value);
  }

  /// The words of the default.
  public List<String> defaultWords() {
    return defaultValue.isEmpty() ? List.of() : List.of(defaultValue.split(" "));
  }
}
