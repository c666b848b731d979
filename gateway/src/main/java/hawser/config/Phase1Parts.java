package hawser.config;

import hawser.bytes.Secret;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The parts of a phase 1 that concern who the peer is, its user, and addresses.
final class Phase1Parts {
  private static final String PHASE1 = "vpn ipsec phase1-interface";
  private static final String LOCAL = "user local";

  private final List<Address> addresses;
  private final SecretReader secrets;
  private final List<Problem> problems;
  private final Map<String, Secret> users = new LinkedHashMap<>();
  private final Map<String, List<String>> groups = new LinkedHashMap<>();

  Phase1Parts(Tree tree, List<Address> addresses, SecretReader secrets, List<Problem> problems) {
    this.addresses = addresses;
    this.secrets = secrets;
    this.problems = problems;
    for (Tree.Entry entry : tree.entries(LOCAL)) {
      user(new Fields(Schema.fortios().require(LOCAL), entry));
    }
    for (Tree.Entry entry : tree.entries("user group")) {
      Fields f = new Fields(Schema.fortios().require("user group"), entry);
      groups.put(f.key(), f.words("member"));
      List<String> known = tree.entries(LOCAL).stream().map(Tree.Entry::key).toList();
      f.written("member").stream()
          .filter(word -> !known.contains(word.text()))
          .forEach(word -> unknown(word, "no such user", known));
    }
  }

  private void user(Fields f) {
    Optional<Secret> password = secrets.password(f, LOCAL, "passwd");
    if (password.isEmpty() && f.word("type").equals("password")) {
      problems.add(
          Problem.error(f.at(), f.key(), "passwd must be set", "add 'set passwd PASSWORD'"));
    }
    if (f.enabled("status")) {
      password.ifPresent(secret -> users.put(f.key(), secret));
    }
  }

  Phase1.Peer peer(Fields f) {
    boolean one = f.word("peertype").equals("one");
    if (one && f.word("peerid").isEmpty()) {
      problems.add(
          Problem.error(
              place(f, "peertype"), "one", "peerid must be set", "add 'set peerid NAME'"));
    }
    return new Phase1.Peer(
        f.word("type").equals("ddns") ? f.word("remotegw-ddns") : "", one ? f.word("peerid") : "");
  }

  Phase1.Version1 version1(Fields f) {
    boolean aggressive = f.word("mode").equals("aggressive");
    if (aggressive) {
      problems.add(
          Problem.warning(
              place(f, "mode"),
              "aggressive",
              "a listener can try to guess the pre-shared key offline; use main where you can"));
      if (f.words("dhgrp").size() > 1) {
        problems.add(
            Problem.warning(
                place(f, "dhgrp"),
                String.join(" ", f.words("dhgrp")),
                "aggressive mode offers the first group only"));
      }
    }
    String xauth = f.word("xauthtype");
    Optional<Secret> password = secrets.password(f, PHASE1, "authpasswd");
    return new Phase1.Version1(
        aggressive,
        xauth,
        f.word("authusr"),
        password,
        xauthUsers(f, xauth, password),
        f.enabled("fragmentation") ? (int) f.number("fragmentation-mtu") : 0);
  }

  private Map<String, Secret> xauthUsers(Fields f, String xauth, Optional<Secret> password) {
    switch (xauth) {
      case "disable" -> {}
      case "client" -> {
        if (f.word("authusr").isEmpty() || password.isEmpty()) {
          incomplete(f, xauth, "authusr and authpasswd must be set");
        }
      }
      case "chap" -> incomplete(f, xauth, "CHAP is not supported: use pap or auto");
      default -> {
        String group = f.word("authusrgrp");
        if (groups.containsKey(group)) {
          Map<String, Secret> members = new LinkedHashMap<>();
          for (String member : groups.getOrDefault(group, List.of())) {
            Secret secret = users.get(member);
            if (secret != null) {
              members.put(member, secret);
            }
          }
          return Map.copyOf(members);
        }
        if (group.isEmpty()) {
          incomplete(f, xauth, "authusrgrp must be set");
        } else {
          f.written("authusrgrp")
              .forEach(word -> unknown(word, "no such user group", List.copyOf(groups.keySet())));
        }
      }
    }
    return Map.of();
  }

  Phase1.ModeCfg modeCfg(Fields f) {
    boolean enabled = f.enabled("mode-cfg");
    boolean gives = enabled && f.word("type").equals("dynamic");
    IpAddress first = f.v4("ipv4-start-ip");
    IpAddress last = f.v4("ipv4-end-ip");
    if (gives && (first.isAny() || last.compareTo(first) < 0)) {
      problems.add(
          Problem.error(
              place(f, "mode-cfg"),
              "mode-cfg",
              "ipv4-start-ip and ipv4-end-ip must be a range",
              "add 'set ipv4-start-ip ...' and 'set ipv4-end-ip ...'"));
    }
    List<IpAddress> dns =
        Stream.of("ipv4-dns-server1", "ipv4-dns-server2", "ipv4-dns-server3")
            .map(f::v4)
            .filter(address -> !address.isAny())
            .toList();
    return new Phase1.ModeCfg(enabled, first, last, dns, networks(f));
  }

  private List<Prefix> networks(Fields f) {
    List<Prefix> networks = new ArrayList<>();
    for (Tree.Word word : f.written("ipv4-split-include")) {
      Optional<Address> address =
          addresses.stream().filter(a -> a.name().equals(word.text())).findFirst();
      if (address.isEmpty()) {
        unknown(word, "no such address", addresses.stream().map(Address::name).toList());
      }
      address.ifPresent(a -> networks.addAll(a.range().toPrefixes()));
    }
    return networks;
  }

  private void unknown(Tree.Word word, String message, List<String> valid) {
    problems.add(Problem.error(word.at(), word.text(), message, Nearest.hint(word.text(), valid)));
  }

  private void incomplete(Fields f, String xauth, String message) {
    problems.add(Problem.error(place(f, "xauthtype"), xauth, message, ""));
  }

  private static Position place(Fields f, String option) {
    return f.entry().setting(option).map(Tree.Setting::at).orElse(f.at());
  }
}
