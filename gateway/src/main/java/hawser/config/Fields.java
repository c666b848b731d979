package hawser.config;

import hawser.net.IpAddress;
import java.util.List;
import java.util.Optional;

/// The options of one entry with their defaults: the one place where a default is applied.
record Fields(Table table, Tree.Entry entry) {
  String key() {
    return entry.key();
  }

  Position at() {
    return entry.at();
  }

  boolean isSet(String option) {
    return entry.setting(option).isPresent();
  }

  List<String> words(String option) {
    return entry
        .setting(option)
        .map(setting -> setting.words().stream().map(Tree.Word::text).toList())
        .orElseGet(() -> declared(option).defaultWords());
  }

  /// The written words; none when the option is not set.
  List<Tree.Word> written(String option) {
    return entry.setting(option).map(Tree.Setting::words).orElse(List.of());
  }

  String word(String option) {
    return entry
        .setting(option)
        .map(Tree.Setting::text)
        .orElseGet(() -> declared(option).defaultValue());
  }

  long number(String option) {
    return Long.parseLong(word(option));
  }

  boolean enabled(String option) {
    return word(option).equals("enable");
  }

  IpAddress v4(String option) {
    return Values.v4(word(option));
  }

  private Option declared(String option) {
    return Optional.ofNullable(table.options().get(option))
        .orElseThrow(() -> new IllegalArgumentException(table.path() + " has no " + option));
  }
}
