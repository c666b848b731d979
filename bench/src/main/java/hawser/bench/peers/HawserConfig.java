package hawser.bench.peers;

import hawser.bench.peers.HawserVariant.Encapsulation;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The configuration of one side: the server takes dial-ups, the client dials.
final class HawserConfig {
  private HawserConfig() {}

  static String text(Side side, HawserVariant variant) {
    int members = variant.members();
    String device = members == 1 ? tunnel(1) : "rope";
    StringBuilder text = new StringBuilder();
    text.append("config vpn ipsec phase1-interface\n");
    each(members, text, link -> phase1(side, variant, link));
    text.append("end\nconfig vpn ipsec phase2-interface\n");
    each(members, text, link -> phase2(side, variant, link));
    text.append("end\n");
    if (members > 1) {
      text.append(aggregate(members));
    }
    if (side == Side.CLIENT) {
      text.append(route(device));
    }
    return text.append(policies(device)).toString();
  }

  private interface Block {
    String of(int link);
  }

  private static void each(int members, StringBuilder text, Block block) {
    IntStream.rangeClosed(1, members).forEach(link -> text.append(block.of(link)));
  }

  private static String tunnel(int link) {
    return "tunnel" + link;
  }

  private static String phase1(Side side, HawserVariant variant, int link) {
    String role =
        side == Side.SERVER ? "set type dynamic" : "set remote-gw " + Side.SERVER.outside(link);
    String member =
        variant.members() == 1
            ? ""
            : "        set net-device disable\n        set aggregate-member enable\n";
    String forced =
        variant.encapsulation() == Encapsulation.UDP ? "        set nattraversal forced\n" : "";
    return """
        edit "%s"
            set interface "%s"
            set peertype any
            %s
    %s%s        set proposal aes128-sha256
            set dhgrp 31
            set psksecret bench-secret
        next
    """
        .formatted(tunnel(link), Pair.wan(link), role, member, forced);
  }

  private static String phase2(Side side, HawserVariant variant, int link) {
    String selectors =
        side == Side.SERVER
            ? ""
            : "        set src-subnet %s\n        set dst-subnet %s\n"
                .formatted(subnet(side), subnet(side.other()));
    return """
        edit "%1$s"
            set phase1name "%1$s"
            set proposal %2$s
            set dhgrp 31
    %3$s    next
    """
        .formatted(tunnel(link), variant.suite(), selectors);
  }

  private static String subnet(Side side) {
    return side.subnet.replace("/24", " 255.255.255.0");
  }

  private static String aggregate(int members) {
    String names =
        IntStream.rangeClosed(1, members)
            .mapToObj(link -> '"' + tunnel(link) + '"')
            .collect(Collectors.joining(" "));
    return """
    config system ipsec-aggregate
        edit "rope"
            set member %s
            set algorithm round-robin
        next
    end
    config system settings
        set location-id 1.1.1.1
    end
    """
        .formatted(names);
  }

  private static String route(String device) {
    return """
    config router static
        edit 1
            set dst %s
            set device "%s"
        next
    end
    """
        .formatted(subnet(Side.SERVER), device);
  }

  private static String policies(String device) {
    return "config firewall policy\n"
        + policy(1, "any", device)
        + policy(2, device, "any")
        + "end\n";
  }

  private static String policy(int number, String from, String to) {
    return """
        edit %d
            set srcintf "%s"
            set dstintf "%s"
            set srcaddr "all"
            set dstaddr "all"
            set action accept
            set schedule "always"
            set service "ALL"
        next
    """
        .formatted(number, from, to);
  }
}
