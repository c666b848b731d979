package hawser.config;

import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Checks words against the type of an option, and turns them into addresses and numbers.
final class Values {
  private static final Pattern PORT_RANGE =
      Pattern.compile("\\d{1,5}(-\\d{1,5})?(:\\d{1,5}(-\\d{1,5})?)?");
  private static final Pattern MAC = Pattern.compile("(?i)[0-9a-f]{2}(:[0-9a-f]{2}){5}");
  private static final Pattern UUID =
      Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private Values() {}

  static Optional<Problem> check(Option option, List<Tree.Word> words, Position at) {
    Tree.Word first = words.getFirst();
    if (option.list()) {
      return words.stream().flatMap(word -> one(option, word).stream()).findFirst();
    }
    boolean pair =
        option.type().startsWith("ipv4-classnet") && words.size() == 2
            || option.isSecret() && words.size() == 2 && first.text().equals("ENC");
    if (option.type().equals("portrange")) {
      return words.stream().flatMap(word -> one(option, word).stream()).findFirst();
    }
    if (words.size() > 1 && !pair && !option.type().equals("user")) {
      return Optional.of(
          Problem.error(
              words.get(1).at(),
              words.get(1).text(),
              "more words than one value",
              "quote the value"));
    }
    if (option.isSecret()) {
      return Optional.empty(); // never echoed: judged where it is used
    }
    if (option.type().startsWith("ipv4-classnet")) {
      String text = words.size() == 2 ? first.text() + " " + words.get(1).text() : first.text();
      return attempt(
          () -> network(text), first, "not an address and netmask", "write a.b.c.d m.m.m.m");
    }
    return one(option, first);
  }

  private static Optional<Problem> one(Option option, Tree.Word word) {
    String text = word.text();
    return switch (option.type()) {
      case "option" ->
          option.values().contains(text)
              ? Optional.empty()
              : wrong(word, "not a value of " + option.name(), Nearest.hint(text, option.values()));
      case "integer" -> integer(option, word);
      case "ipv4-address", "ipv4-address-any", "ipv4-netmask" ->
          attempt(() -> v4(text), word, "not an IPv4 address", "write a.b.c.d");
      case "ipv6-address" -> attempt(() -> v6(text), word, "not an IPv6 address", "");
      case "ipv6-prefix", "ipv6-network" ->
          attempt(() -> v6Prefix(text), word, "not an IPv6 prefix", "write address/length");
      case "string" ->
          text.length() > option.maximum()
              ? wrong(word, option.name() + " has at most " + option.maximum() + " letters", "")
              : Optional.empty();
      case "mac-address" ->
          MAC.matcher(text).matches() ? Optional.empty() : wrong(word, "not a MAC address", "");
      case "uuid" ->
          UUID.matcher(text).matches() ? Optional.empty() : wrong(word, "not a UUID", "");
      case "portrange" ->
          PORT_RANGE.matcher(text).matches()
              ? Optional.empty()
              : wrong(word, "not a port range", "write low-high[:low-high]");
      default -> Optional.empty();
    };
  }

  private static Optional<Problem> integer(Option option, Tree.Word word) {
    String range = "from " + option.minimum() + " to " + option.maximum();
    try {
      long value = Long.parseLong(word.text());
      return value < option.minimum() || value > option.maximum()
          ? wrong(word, option.name() + " is out of range", "valid: " + range)
          : Optional.empty();
    } catch (NumberFormatException e) {
      return wrong(word, option.name() + " is a number", "valid: " + range);
    }
  }

  static IpAddress v4(String text) {
    IpAddress address = IpAddress.parse(text);
    address.v4Bits();
    return address;
  }

  /// An address with its prefix length, from `a.b.c.d m.m.m.m` or `a.b.c.d/n`.
  record Host(IpAddress address, int length) {
    Prefix network() {
      return Prefix.of(address, length);
    }
  }

  static Host network(String text) {
    int cut = Math.max(text.indexOf(' '), text.indexOf('/'));
    if (cut < 0) {
      return new Host(v4(text), 32);
    }
    IpAddress address = v4(text.substring(0, cut));
    String rest = text.substring(cut + 1);
    int length = rest.indexOf('.') >= 0 ? Prefix.lengthOfMask(v4(rest)) : Integer.parseInt(rest);
    return new Host(address, Prefix.of(address, length).length());
  }

  static Prefix v6Prefix(String text) {
    int slash = text.indexOf('/');
    IpAddress address = v6(slash < 0 ? text : text.substring(0, slash));
    return Prefix.of(address, slash < 0 ? 128 : Integer.parseInt(text.substring(slash + 1)));
  }

  static IpAddress v6(String text) {
    IpAddress address = IpAddress.parse(text);
    if (address.isV4()) {
      throw new IllegalArgumentException("not IPv6: " + text);
    }
    return address;
  }

  private static Optional<Problem> attempt(
      Runnable conversion, Tree.Word word, String message, String hint) {
    try {
      conversion.run();
      return Optional.empty();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return wrong(word, message, hint);
    }
  }

  private static Optional<Problem> wrong(Tree.Word word, String message, String hint) {
    String text = word.text();
    String shown = text.length() > 64 ? text.substring(0, 64) + "..." : text;
    return Optional.of(Problem.error(word.at(), shown, message, hint));
  }
}
