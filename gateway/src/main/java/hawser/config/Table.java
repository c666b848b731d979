package hawser.config;

import java.util.Map;

/// A table of the configuration, `config PATH`.
///
/// @param key the option that names an entry; empty for a table that is one object
public record Table(String path, String key, Map<String, Option> options) {
  public boolean hasEntries() {
    return !key.isEmpty();
  }
}
