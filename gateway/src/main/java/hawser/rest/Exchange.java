package hawser.rest;

import hawser.bytes.Octets;
import hawser.net.IpAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A request, read whole.
///
/// @param path the decoded segments
/// @param query decoded; the first value of a name counts
/// @param headers by lower-case name
/// @param source the address of the socket
/// @param secure whether it came over TLS
public record Exchange(
    String method,
    List<String> path,
    Map<String, String> query,
    Map<String, List<String>> headers,
    Octets body,
    IpAddress source,
    boolean secure) {

  /// The value of a header that may stand once; empty as well when it stands twice.
  public Optional<String> header(String name) {
    List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /// The port that the client sees: cookies know no ports, so those of two gateways on one address
  /// are told apart by their names.
  String port() {
    String host = header("host").orElse("");
    String digits = host.substring(host.lastIndexOf(':') + 1);
    boolean given = digits.length() <= 5 && digits.chars().allMatch(Character::isDigit);
    return given && host.contains(":") ? digits : secure ? "443" : "80";
  }

  public boolean has(String name) {
    return headers.containsKey(name.toLowerCase(Locale.ROOT));
  }

  /// The values of all cookies of a name, without quotes: a client may send one back with them.
  public List<String> cookies(String name) {
    return headers.getOrDefault("cookie", List.of()).stream()
        .flatMap(line -> List.of(line.split(";")).stream())
        .map(String::strip)
        .filter(cookie -> cookie.startsWith(name + "="))
        .map(cookie -> unquoted(cookie.substring(name.length() + 1)))
        .toList();
  }

  /// True when it asks to change something.
  public boolean isUnsafe() {
    return !method.equals("GET") && !method.equals("HEAD");
  }

  private static String unquoted(String value) {
    return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }
}
