package hawser.gateway;

import hawser.config.Address;
import hawser.config.Configuration;
import hawser.config.Policy;
import hawser.config.Service;
import hawser.net.AddressRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// `firewall policy` as one nftables table of ours. It judges packets between interfaces that
/// Hawser manages, first match wins, deny by default; all else passes untouched.
final class Firewall {
  private Firewall() {}

  /// The transaction that replaces the table.
  static String ruleset(Configuration configuration, Collection<String> managed) {
    StringBuilder text = new StringBuilder("table inet hawser {}\ndelete table inet hawser\n");
    text.append("table inet hawser {\n  chain forward {\n");
    text.append("    type filter hook forward priority filter; policy accept;\n");
    String set = names(managed);
    if (!managed.isEmpty()) {
      text.append("    iifname != ").append(set).append(" accept\n");
      text.append("    oifname != ").append(set).append(" accept\n");
      text.append("    ct state established,related accept\n");
      for (Policy policy : configuration.policies()) {
        if (policy.enabled()) {
          for (String match : matches(configuration, policy)) {
            String verdict = policy.accept() ? "accept" : "drop";
            text.append("    ").append(match).append("counter ").append(verdict);
            text.append(" comment \"policy ").append(policy.id()).append("\"\n");
          }
        }
      }
      text.append("    counter drop comment \"implicit deny\"\n");
    }
    text.append("  }\n");
    translate(configuration, text);
    return text.append("}\n").toString();
  }

  /// A chain of this type makes the kernel look at every packet of the host, so it is there only
  /// when a policy needs it.
  private static void translate(Configuration configuration, StringBuilder text) {
    List<Policy> translating =
        configuration.policies().stream()
            .filter(policy -> policy.enabled() && policy.accept() && policy.nat())
            .toList();
    if (translating.isEmpty()) {
      return;
    }
    text.append("  chain postrouting {\n");
    text.append("    type nat hook postrouting priority srcnat; policy accept;\n");
    for (Policy policy : translating) {
      for (String match : matches(configuration, policy)) {
        text.append("    ").append(match).append("masquerade\n");
      }
    }
    text.append("  }\n");
  }

  /// The matches of a policy: one for each address family and service.
  private static List<String> matches(Configuration configuration, Policy policy) {
    String interfaces =
        interfaceMatch("iifname", policy.from()) + interfaceMatch("oifname", policy.to());
    List<String> all = new ArrayList<>();
    Optional<String> source = addresses(configuration, "saddr", policy.sources());
    Optional<String> destination = addresses(configuration, "daddr", policy.destinations());
    if (source.isEmpty() || destination.isEmpty()) {
      return all; // "none": matches nothing
    }
    for (String name : policy.services()) {
      for (Service service : configuration.services()) {
        if (service.name().equals(name)) {
          for (String match : service.matches()) {
            String protocol = match.isEmpty() ? "" : match + " ";
            all.add(interfaces + source.get() + destination.get() + protocol);
          }
        }
      }
    }
    return all;
  }

  private static String interfaceMatch(String key, List<String> names) {
    return names.contains("any") ? "" : key + " " + names(names) + " ";
  }

  private static Optional<String> addresses(
      Configuration configuration, String key, List<String> names) {
    if (names.contains("all")) {
      return Optional.of("");
    }
    List<String> ranges =
        configuration.addresses().stream()
            .filter(address -> names.contains(address.name()))
            .map(Address::range)
            .map(Firewall::range)
            .toList();
    return ranges.isEmpty()
        ? Optional.empty()
        : Optional.of("ip " + key + " { " + String.join(", ", ranges) + " } ");
  }

  private static String range(AddressRange range) {
    return range.first().equals(range.last()) ? range.first().toString() : range.toString();
  }

  /// Device names have no quotes: configuration refuses them, and the kernel does too.
  private static String names(Collection<String> names) {
    List<String> quoted =
        names.stream()
            .filter(
                name -> name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\'))
            .map(name -> '"' + name + '"')
            .toList();
    return "{ " + String.join(", ", quoted) + " }";
  }
}
