package hawser.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decodes the path and the query of a request, strictly and once. Whatever two programs could read
/// differently is refused: dots, double slashes, parameters, encoded separators, wrong UTF-8.
final class Paths {
  private static final int MOST_SEGMENTS = 16;
  private static final int MOST_PARAMETERS = 64;

  private Paths() {}

  /// The segments; empty when the path is not acceptable.
  static Optional<List<String>> segments(String raw) {
    if (!raw.startsWith("/") || raw.length() > 2048) {
      return Optional.empty();
    }
    if (raw.equals("/")) {
      return Optional.of(List.of(""));
    }
    String[] parts = raw.substring(1).split("/", -1);
    if (parts.length > MOST_SEGMENTS) {
      return Optional.empty();
    }
    List<String> segments = new ArrayList<>();
    for (String part : parts) {
      Optional<String> segment = decode(part, false);
      if (segment.isEmpty() || !acceptable(segment.get())) {
        return Optional.empty();
      }
      segments.add(segment.get());
    }
    return Optional.of(segments);
  }

  /// Names and values; empty when the query is not acceptable. A name that stands twice is not.
  static Optional<Map<String, String>> query(String raw) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (raw.isEmpty()) {
      return Optional.of(parameters);
    }
    String[] pairs = raw.split("&");
    if (pairs.length > MOST_PARAMETERS) {
      return Optional.empty();
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      Optional<String> name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
      Optional<String> value = decode(equals < 0 ? "" : pair.substring(equals + 1), true);
      if (name.isEmpty()
          || value.isEmpty()
          || parameters.putIfAbsent(name.get(), value.get()) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(parameters);
  }

  private static boolean acceptable(String segment) {
    return !segment.isEmpty()
        && !segment.equals(".")
        && !segment.equals("..")
        && segment.chars().noneMatch(c -> c < 0x20 || c == 0x7f || "/\\;%".indexOf(c) >= 0);
  }

  private static Optional<String> decode(String text, boolean plusIsBlank) {
    byte[] octets = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()) {
          return Optional.empty();
        }
        int high = Character.digit(text.charAt(i + 1), 16);
        int low = Character.digit(text.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        octets[length++] = (byte) (high << 4 | low);
        i += 2;
      } else if (c > 0x7e || c <= 0x20) {
        return Optional.empty();
      } else {
        octets[length++] = (byte) (c == '+' && plusIsBlank ? ' ' : c);
      }
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(octets, 0, length))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
