package hawser.config;

import hawser.crypto.SignatureHash;
import hawser.ike.auth.CertificateSignatures;
import hawser.ike.auth.CertificateSignatures.IdCheck;
import hawser.ike.auth.CertificateSignatures.PeerCheck;
import hawser.ike.auth.Credential;
import hawser.ike.auth.PeerRule;
import hawser.ike.auth.SignaturePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a phase 1 with `authmethod signature` proves itself with, and whom it takes.
final class Phase1Signatures {
  private final Certificates certificates;
  private final PeerTables peers;
  private final List<Problem> problems;

  Phase1Signatures(Certificates certificates, PeerTables peers, List<Problem> problems) {
    this.certificates = certificates;
    this.peers = peers;
    this.problems = problems;
  }

  /// Empty with a pre-shared key, and when something is wrong.
  Optional<CertificateSignatures> of(Fields f) {
    if (!f.word("authmethod").equals("signature")) {
      refuseWithoutCertificate(f);
      return Optional.empty();
    }
    if (!f.word("ike-version").equals("2")) {
      error(f, "authmethod", "certificates need 'set ike-version 2'");
    }
    if (certificates.trust().authorities().isEmpty()) {
      error(f, "authmethod", "no 'vpn certificate ca' is there to trust a peer by");
    }
    SignaturePolicy policy = policy(f);
    PeerCheck check = check(f);
    return credential(f)
        .map(own -> new CertificateSignatures(own, certificates.trust(), policy, check));
  }

  private Optional<Credential> credential(Fields f) {
    List<Tree.Word> words = f.written("certificate");
    if (words.isEmpty()) {
      problems.add(
          Problem.error(f.at(), f.key(), "certificate must be set", "add 'set certificate NAME'"));
      return Optional.empty();
    }
    for (Tree.Word word : words.subList(1, words.size())) {
      problems.add(Problem.warning(word.at(), word.text(), "only the first certificate is used"));
    }
    Tree.Word name = words.getFirst();
    Optional<Credential> own = Optional.ofNullable(certificates.locals().get(name.text()));
    if (own.isEmpty()) {
      problems.add(
          Problem.error(
              name.at(),
              name.text(),
              "no such usable 'vpn certificate local' with key and certificate",
              Nearest.hint(name.text(), certificates.locals().keySet())));
    }
    return own;
  }

  private PeerCheck check(Fields f) {
    List<PeerRule> rules =
        switch (f.word("peertype")) {
          case "peer" -> peers.rules(f, "peer");
          case "peergrp" -> peers.rules(f, "peergrp");
          default -> List.of();
        };
    return new PeerCheck(
        f.enabled("cert-id-validation") ? IdCheck.PROVED : IdCheck.ANYTHING, rules);
  }

  private SignaturePolicy policy(Fields f) {
    List<SignatureHash> hashes = new ArrayList<>();
    for (String word : f.words("signature-hash-alg")) {
      for (SignatureHash hash : SignatureHash.values()) {
        if (hash.word().equals(word)) {
          hashes.add(hash);
        }
      }
    }
    if (hashes.isEmpty()) {
      error(f, "signature-hash-alg", "SHA-1 must not be used in signatures (RFC 8247)");
    }
    hashes.add(SignatureHash.IDENTITY);
    return new SignaturePolicy(
        hashes,
        f.word("rsa-signature-format").equals("pss")
            ? SignaturePolicy.RsaFormat.PSS
            : SignaturePolicy.RsaFormat.PKCS1);
  }

  private void refuseWithoutCertificate(Fields f) {
    String type = f.word("peertype");
    if (f.isSet("peertype") && (type.equals("peer") || type.equals("peergrp"))) {
      error(f, "peertype", "a pre-shared key shows no certificate: set authmethod signature");
    }
  }

  private void error(Fields f, String option, String message) {
    Position at = f.written(option).stream().map(Tree.Word::at).findFirst().orElse(f.at());
    problems.add(Problem.error(at, f.word(option), message, ""));
  }
}
