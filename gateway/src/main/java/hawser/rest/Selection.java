package hawser.rest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `filter`, `format`, `start` and `count` of a list.
record Selection(List<String[]> filters, List<String> format, int start, int count) {
  private static final int MOST_FILTERS = 16;

  static Selection of(Exchange exchange) throws RestException {
    List<String[]> filters = new ArrayList<>();
    String filter = exchange.query().getOrDefault("filter", "");
    for (String one : filter.isEmpty() ? new String[0] : filter.split("&", MOST_FILTERS)) {
      String[] parts = one.split("==|=@|!=", 2);
      if (parts.length != 2) {
        throw RestException.badField(
            "filter", "a filter is name==value, name!=value or name=@part");
      }
      String operator = one.substring(parts[0].length(), parts[0].length() + 2);
      filters.add(new String[] {parts[0], operator, parts[1]});
    }
    String format = exchange.query().getOrDefault("format", "");
    return new Selection(
        filters,
        format.isEmpty() ? List.of() : List.of(format.split("\\|")),
        number(exchange, "start", 0),
        number(exchange, "count", Integer.MAX_VALUE));
  }

  List<Map<String, Object>> apply(List<Map<String, Object>> rows) {
    return rows.stream()
        .filter(this::matches)
        .skip(start)
        .limit(count)
        .map(this::formatted)
        .toList();
  }

  private boolean matches(Map<String, Object> row) {
    for (String[] filter : filters) {
      String value = String.valueOf(row.get(filter[0]));
      boolean holds =
          switch (filter[1]) {
            case "==" -> value.equals(filter[2]);
            case "!=" -> !value.equals(filter[2]);
            default -> value.contains(filter[2]);
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }

  private Map<String, Object> formatted(Map<String, Object> row) {
    if (format.isEmpty()) {
      return row;
    }
    Map<String, Object> some = new LinkedHashMap<>(row);
    some.keySet().removeIf(name -> !format.contains(name) && !name.equals("q_origin_key"));
    return some;
  }

  private static int number(Exchange exchange, String name, int otherwise) throws RestException {
    String text = exchange.query().get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw RestException.badField(name, "must be a number from 0");
  }
}
