package hawser.rest;

import hawser.bytes.Octets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The members of a JSON body, each read once with its type.
final class Fields {
  private final Map<String, Object> members = new LinkedHashMap<>();

  private Fields() {}

  /// @param known the members that may stand there
  static Fields of(Octets body, Set<String> known) throws RestException {
    Object value;
    try {
      value = Json.read(body.toArray());
    } catch (JsonException e) {
      throw new RestException(400, -1, "", String.valueOf(e.getMessage()));
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new RestException(400, -1, "", "the body must be a JSON object");
    }
    Fields fields = new Fields();
    for (Map.Entry<?, ?> member : map.entrySet()) {
      String name = String.valueOf(member.getKey());
      if (!known.contains(name)) {
        throw RestException.badField(brief(name), "unknown field");
      }
      if (member.getValue() != null) {
        fields.members.put(name, member.getValue());
      }
    }
    return fields;
  }

  Optional<String> text(String name) throws RestException {
    Object value = members.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw RestException.badField(name, "must be a string");
  }

  String required(String name) throws RestException {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      throw RestException.badField(name, "is missing");
    }
    return text.get();
  }

  boolean flag(String name) throws RestException {
    Object value = members.getOrDefault(name, false);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw RestException.badField(name, "must be true or false");
  }

  private static String brief(String name) {
    return name.length() > 64 ? name.substring(0, 64) : name;
  }
}
