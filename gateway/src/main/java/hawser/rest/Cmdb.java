package hawser.rest;

import hawser.config.AccessProfile.Access;
import hawser.config.AccessProfile.Group;
import hawser.config.Option;
import hawser.config.Schema;
import hawser.config.Table;
import hawser.config.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/// `cmdb`, read only: every table of the schema, one route a table.
public final class Cmdb {
  private static final String BASE = "/api/v2/cmdb/";

  /// Never the secret nor its encrypted form.
  private static final String HIDDEN = "ENC XXXX";

  private final Schema schema = Schema.fortios();
  private final ConfigSource source;
  private final Envelope envelope;

  public Cmdb(ConfigSource source, Envelope envelope) {
    this.source = source;
    this.envelope = envelope;
  }

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (Table table : schema.tables()) {
      if (!table.path().contains(">")) {
        Route.Granted granted = new Route.Granted(group(table.path()), Access.READ);
        String path = BASE + path(table);
        routes.add(Route.of("GET", path, granted, (e, p) -> list(e, table)));
        if (table.hasEntries()) {
          routes.add(Route.of("GET", path + "/*", granted, (e, p) -> one(e, table)));
        }
      }
    }
    return List.copyOf(routes);
  }

  /// `vpn ipsec phase1-interface` is `vpn.ipsec/phase1-interface`.
  static String path(Table table) {
    int last = table.path().lastIndexOf(' ');
    return table.path().substring(0, last).replace(' ', '.')
        + "/"
        + table.path().substring(last + 1);
  }

  private static Group group(String path) {
    return switch (path.substring(0, path.indexOf(' '))) {
      case "vpn" -> Group.VPN;
      case "firewall" -> Group.FIREWALL;
      case "router" -> Group.NETWORK;
      default ->
          path.equals("system interface")
              ? Group.NETWORK
              : path.equals("system ipsec-aggregate") ? Group.VPN : Group.SYSTEM;
    };
  }

  private Reply list(Exchange exchange, Table table) throws RestException {
    switch (exchange.query().getOrDefault("action", "")) {
      case "" -> {}
      case "schema" -> {
        return envelope.success(exchange, describe(table));
      }
      case "default" -> {
        return envelope.success(exchange, object(table, Tree.blank(), ""));
      }
      default -> throw RestException.badField("action", "valid: schema, default");
    }
    Tree tree = source.tree();
    if (!table.hasEntries()) {
      Tree.Entry entry = tree.entry(table.path(), "").orElseGet(Tree::blank);
      return success(exchange, tree, object(table, entry, ""));
    }
    List<Map<String, Object>> rows =
        tree.entries(table.path()).stream().map(e -> object(table, e, e.key())).toList();
    return success(exchange, tree, Selection.of(exchange).apply(rows));
  }

  /// An entry by its key, or a nested table of it: an array of one, or of all.
  private Reply one(Exchange exchange, Table table) throws RestException {
    Tree tree = source.tree();
    List<String> rest = exchange.path().subList(5, exchange.path().size());
    Tree.Entry entry =
        tree.entry(table.path(), rest.getFirst())
            .orElseThrow(() -> RestException.notFound("entry not found in datasource"));
    if (rest.size() == 1) {
      return success(exchange, tree, List.of(object(table, entry, entry.key())));
    }
    Option option = table.options().get(rest.get(1));
    if (option == null || !option.isNested() && !option.list() || rest.size() > 3) {
      throw RestException.notFound("there is no such child table");
    }
    Object children = object(table, entry, entry.key()).get(option.name());
    List<Map<String, Object>> rows = new ArrayList<>();
    if (children instanceof List<?> list) {
      for (Object child : list) {
        if (child instanceof Map<?, ?> map
            && (rest.size() == 2 || String.valueOf(map.get("q_origin_key")).equals(rest.get(2)))) {
          Map<String, Object> row = Json.object();
          map.forEach((name, value) -> row.put((String) name, value));
          rows.add(row);
        }
      }
    }
    if (rest.size() == 3 && rows.isEmpty()) {
      throw RestException.notFound("entry not found in datasource");
    }
    return success(exchange, tree, rows);
  }

  private Reply success(Exchange exchange, Tree tree, Object results) {
    Map<String, Object> more = Json.object("revision", revision(tree));
    if (results instanceof List<?> list) {
      more.put("size", list.size());
      more.put("matched_count", list.size());
      more.put("next_idx", Math.max(0, list.size() - 1));
    }
    return envelope.success(exchange, results, more);
  }

  private Map<String, Object> object(Table table, Tree.Entry entry, String key) {
    Map<String, Object> object = Json.object();
    if (table.hasEntries()) {
      Option name = table.options().get(table.key());
      object.put("q_origin_key", name == null ? key : typed(name, key));
    }
    for (Option option : table.options().values()) {
      object.put(option.name(), value(table, option, entry));
    }
    return object;
  }

  private Object value(Table table, Option option, Tree.Entry entry) {
    if (option.name().equals(table.key())) {
      return typed(option, entry.key());
    }
    if (option.isNested()) {
      return nested(schema.require(table.path() + " > " + option.name()), option, entry);
    }
    Optional<Tree.Setting> setting = entry.setting(option.name());
    if (option.isSecret()) {
      return setting.isPresent() ? HIDDEN : "";
    }
    List<String> words =
        setting
            .map(s -> s.words().stream().map(Tree.Word::text).toList())
            .orElseGet(option::defaultWords);
    if (option.type().equals("names")) {
      String member = table.path().equals("system ipsec-aggregate") ? "tunnel-name" : "name";
      return words.stream().map(word -> Json.object(member, word, "q_origin_key", word)).toList();
    }
    return typed(option, String.join(" ", words));
  }

  private Object nested(Table table, Option option, Tree.Entry entry) {
    Tree.Node node = entry.nested().get(option.name());
    if (!table.hasEntries()) {
      Tree.Entry only = node == null ? null : node.entries().get("");
      return object(table, only == null ? Tree.blank() : only, "");
    }
    return node == null
        ? List.of()
        : node.entries().values().stream().map(e -> object(table, e, e.key())).toList();
  }

  private static Object typed(Option option, String text) {
    if (option.type().equals("integer")) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        return 0L;
      }
    }
    return text;
  }

  private Map<String, Object> describe(Table table) {
    Map<String, Object> children = Json.object();
    for (Option option : table.options().values()) {
      Map<String, Object> one =
          Json.object(
              "name", option.name(),
              "category", option.isNested() ? "table" : "unitary",
              "type", option.type(),
              "default", option.defaultValue(),
              "multiple_values", option.list());
      if (!option.values().isEmpty()) {
        one.put("options", option.values().stream().map(v -> Json.object("name", v)).toList());
      } else if (option.type().equals("integer")) {
        one.put("min-value", option.minimum());
        one.put("max-value", option.maximum());
      } else {
        one.put("size", option.maximum());
      }
      children.put(option.name(), one);
    }
    return Json.object(
        "name",
        table.path().replace(' ', '.'),
        "category",
        table.hasEntries() ? "table" : "complex",
        "mkey",
        table.key(),
        "children",
        children);
  }

  /// Changes when what was set changes; secrets do not show in it.
  private String revision(Tree tree) {
    CRC32 sum = new CRC32();
    for (Table table : schema.tables()) {
      for (Tree.Entry entry : tree.entries(table.path())) {
        sum.update((table.path() + "/" + entry.key()).getBytes(StandardCharsets.UTF_8));
        entry
            .settings()
            .forEach((name, setting) -> {
              boolean secret =
                  Optional.ofNullable(table.options().get(name)).map(Option::isSecret).orElse(true);
              String text = secret ? "" : setting.text();
              sum.update((name + "=" + text).getBytes(StandardCharsets.UTF_8));
            });
      }
    }
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }
}
