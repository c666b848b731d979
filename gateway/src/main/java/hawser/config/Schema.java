package hawser.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// All tables and options, read once from `schema.txt`: one line an option. From it come parsing,
/// validation, `show` and completion.
public final class Schema {
  private static final Schema FORTIOS = load();

  private final Map<String, Table> tables = new LinkedHashMap<>();

  private Schema() {}

  public static Schema fortios() {
    return FORTIOS;
  }

  /// The table of a path such as `vpn ipsec phase1-interface`; nested ones as `outer > inner`.
  public Optional<Table> table(String path) {
    return Optional.ofNullable(tables.get(path));
  }

  public Table require(String path) {
    return table(path).orElseThrow(() -> new IllegalArgumentException("no table " + path));
  }

  /// All tables, in the order in which a configuration is replayed.
  public Collection<Table> tables() {
    return tables.values();
  }

  List<String> topLevelPaths() {
    return tables.keySet().stream().filter(path -> !path.contains(">")).toList();
  }

  private static Schema load() {
    Schema schema = new Schema();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Schema.class.getResourceAsStream("schema.txt")),
                StandardCharsets.UTF_8))) {
      Table current = new Table("", "", Map.of());
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        if (line.startsWith("table ")) {
          String[] parts = line.substring(6).split(" : ");
          current = new Table(parts[0], parts.length > 1 ? parts[1] : "", new LinkedHashMap<>());
          schema.tables.put(current.path(), current);
        } else {
          Option option = option(line.split("\\|", -1));
          current.options().put(option.name(), option);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return schema;
  }

  private static Option option(String[] columns) {
    String type = columns[1].strip();
    String values = columns[2].strip();
    String acts = columns[4].strip();
    long minimum = 0;
    long maximum = type.equals("integer") ? 0xffffffffL : 255;
    List<String> words = List.of();
    int range = values.indexOf("..");
    if (type.equals("option")) {
      words = List.of(values.split(","));
    } else if (range > 0) {
      minimum = Long.parseLong(values.substring(0, range));
      maximum = Long.parseLong(values.substring(range + 2));
    } else if (!values.isEmpty()) {
      maximum = Long.parseLong(values);
    }
    return new Option(
        columns[0].strip(),
        type,
        words,
        minimum,
        maximum,
        columns[3].strip(),
        switch (acts) {
          case "no" -> List.of();
          case "yes" -> List.of("*");
          default -> List.of(acts.split(","));
        },
        columns.length > 5 && columns[5].strip().equals("list"));
  }
}
