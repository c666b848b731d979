package hawser.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The services that FortiOS has from the start, and what custom ones match.
final class Services {
  private static final Map<String, List<String>> PREDEFINED = new LinkedHashMap<>();

  static {
    PREDEFINED.put("ALL", List.of(""));
    PREDEFINED.put("ALL_TCP", List.of("meta l4proto tcp"));
    PREDEFINED.put("ALL_UDP", List.of("meta l4proto udp"));
    PREDEFINED.put("ALL_ICMP", List.of("meta l4proto icmp"));
    PREDEFINED.put("ALL_ICMP6", List.of("meta l4proto ipv6-icmp"));
    PREDEFINED.put("PING", List.of("icmp type echo-request"));
    PREDEFINED.put("PING6", List.of("icmpv6 type echo-request"));
    tcp("HTTP", "80");
    tcp("HTTPS", "443");
    tcp("SSH", "22");
    tcp("TELNET", "23");
    tcp("FTP", "21");
    tcp("SMTP", "25");
    tcp("SMTPS", "465");
    tcp("POP3", "110");
    tcp("IMAP", "143");
    tcp("IMAPS", "993");
    tcp("RDP", "3389");
    tcp("LDAP", "389");
    tcp("LDAPS", "636");
    tcp("MYSQL", "3306");
    tcp("SMB", "445");
    tcp("BGP", "179");
    udp("NTP", "123");
    udp("TFTP", "69");
    udp("SYSLOG", "514");
    udp("SNMP", "161-162");
    udp("DHCP", "67-68");
    udp("IKE", "{ 500, 4500 }");
    PREDEFINED.put("DNS", List.of("tcp dport 53", "udp dport 53"));
    PREDEFINED.put("KERBEROS", List.of("tcp dport 88", "udp dport 88"));
    PREDEFINED.put("SIP", List.of("tcp dport 5060", "udp dport 5060"));
    PREDEFINED.put("GRE", List.of("meta l4proto gre"));
    PREDEFINED.put("ESP", List.of("meta l4proto esp"));
    PREDEFINED.put("OSPF", List.of("meta l4proto 89"));
  }

  private Services() {}

  static List<Service> predefined() {
    return PREDEFINED.entrySet().stream().map(e -> new Service(e.getKey(), e.getValue())).toList();
  }

  /// The service that an entry of `firewall service custom` describes.
  static Service custom(Fields entry) {
    List<String> matches = new ArrayList<>();
    switch (entry.word("protocol")) {
      case "ICMP" -> matches.add(icmp("icmp", entry));
      case "ICMP6" -> matches.add(icmp("icmpv6", entry));
      case "IP" -> {
        long number = entry.number("protocol-number");
        matches.add(number == 0 ? "" : "meta l4proto " + number);
      }
      default -> {
        ports("tcp", entry.words("tcp-portrange"), matches);
        ports("udp", entry.words("udp-portrange"), matches);
        ports("sctp", entry.words("sctp-portrange"), matches);
      }
    }
    return new Service(entry.key(), matches);
  }

  private static String icmp(String family, Fields entry) {
    String type = entry.word("icmptype");
    if (type.isEmpty()) {
      return "meta l4proto " + (family.equals("icmp") ? "icmp" : "ipv6-icmp");
    }
    String code = entry.word("icmpcode");
    return family + " type " + type + (code.isEmpty() ? "" : " " + family + " code " + code);
  }

  private static void ports(String protocol, List<String> ranges, List<String> matches) {
    for (String range : ranges) {
      String[] parts = range.split(":");
      String source = parts.length > 1 ? " " + protocol + " sport " + parts[1] : "";
      matches.add(protocol + " dport " + parts[0] + source);
    }
  }

  private static void tcp(String name, String port) {
    PREDEFINED.put(name, List.of("tcp dport " + port));
  }

  private static void udp(String name, String port) {
    PREDEFINED.put(name, List.of("udp dport " + port));
  }
}
