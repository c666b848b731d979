package hawser.config;

import hawser.bytes.Malformed;
import hawser.ike.auth.PeerRule;
import hawser.pki.Certificate;
import hawser.pki.DistinguishedName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Reads the tables `user peer` and `user peergrp`: which certificates are whose.
final class PeerTables {
  private static final String PEER = "user peer";
  private static final String GROUP = "user peergrp";

  private final Map<String, Certificate> authorities;
  private final List<Problem> problems;
  private final Map<String, PeerRule> peers = new LinkedHashMap<>();
  private final Map<String, List<PeerRule>> groups = new LinkedHashMap<>();

  PeerTables(Tree tree, Map<String, Certificate> authorities, List<Problem> problems) {
    this.authorities = authorities;
    this.problems = problems;
    for (Tree.Entry entry : tree.entries(PEER)) {
      Fields f = new Fields(Schema.fortios().require(PEER), entry);
      peers.put(f.key(), peer(f));
    }
    for (Tree.Entry entry : tree.entries(GROUP)) {
      Fields f = new Fields(Schema.fortios().require(GROUP), entry);
      groups.put(f.key(), members(f));
    }
  }

  /// The rules behind `peer` or `peergrp` of a phase 1, whose problems are reported here.
  List<PeerRule> rules(Fields phase1, String option) {
    if (!phase1.isSet(option)) {
      problems.add(
          Problem.error(
              phase1.at(),
              phase1.key(),
              "peertype " + option + " needs " + option,
              "add 'set "
                  + option
                  + " NAME', or 'set peertype any' for everybody whom a 'vpn"
                  + " certificate ca' vouches for"));
      return List.of();
    }
    Tree.Word word = phase1.written(option).getFirst();
    List<PeerRule> rules =
        option.equals("peer")
            ? Optional.ofNullable(peers.get(word.text())).stream().toList()
            : groups.getOrDefault(word.text(), List.of());
    if (rules.isEmpty()) {
      Iterable<String> valid = option.equals("peer") ? peers.keySet() : groups.keySet();
      unknown(word, "no such 'user " + option + "'", valid);
    }
    return rules;
  }

  private PeerRule peer(Fields f) {
    if (!f.isSet("ca") && !f.isSet("subject") && !f.isSet("cn")) {
      problems.add(
          Problem.warning(f.at(), f.key(), "neither ca, subject nor cn is set: this is everybody"));
    }
    Optional<Certificate> authority = Optional.ofNullable(authorities.get(f.word("ca")));
    if (authority.isEmpty()) {
      f.written("ca")
          .forEach(
              word -> unknown(word, "no such usable 'vpn certificate ca'", authorities.keySet()));
    }
    return new PeerRule(
        f.key(),
        authority,
        subject(f),
        f.isSet("cn") ? Optional.of(f.word("cn")) : Optional.empty(),
        switch (f.word("cn-type")) {
          case "email" -> PeerRule.NameType.EMAIL;
          case "FQDN" -> PeerRule.NameType.FQDN;
          case "ipv4", "ipv6" -> PeerRule.NameType.ADDRESS;
          default -> PeerRule.NameType.STRING;
        });
  }

  private Optional<DistinguishedName> subject(Fields f) {
    if (!f.isSet("subject")) {
      return Optional.empty();
    }
    try {
      return Optional.of(DistinguishedName.parse(f.word("subject")));
    } catch (Malformed e) {
      Tree.Word word = f.written("subject").getFirst();
      problems.add(Problem.error(word.at(), word.text(), String.valueOf(e.getMessage()), ""));
      return Optional.empty();
    }
  }

  private List<PeerRule> members(Fields f) {
    f.written("member").stream()
        .filter(word -> !peers.containsKey(word.text()))
        .forEach(word -> unknown(word, "no such 'user peer'", peers.keySet()));
    if (!f.isSet("member")) {
      problems.add(Problem.error(f.at(), f.key(), "member must be set", "add 'set member ...'"));
    }
    return f.words("member").stream().map(peers::get).filter(Objects::nonNull).toList();
  }

  private void unknown(Tree.Word word, String message, Iterable<String> valid) {
    List<String> names = new java.util.ArrayList<>();
    valid.forEach(names::add);
    problems.add(Problem.error(word.at(), word.text(), message, Nearest.hint(word.text(), names)));
  }
}
