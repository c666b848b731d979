package hawser.config;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Entropy;
import hawser.crypto.SigningKey;
import hawser.ike.auth.Credential;
import hawser.pki.Certificate;
import hawser.pki.Crl;
import hawser.pki.Pem;
import hawser.pki.PrivateKeys;
import hawser.pki.TrustStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the tables `vpn certificate local`, `ca`, `remote` and `crl`, and refuses what could not
/// be used: each with its reason at the place where it is set.
final class CertificateTables {
  static final String LOCAL = "vpn certificate local";
  static final String CA = "vpn certificate ca";
  static final String REMOTE = "vpn certificate remote";
  static final String CRL = "vpn certificate crl";

  /// The option that remembers which certificate was in force.
  private static final String ACCEPTED = "accepted";

  private final Tree tree;
  private final SecretReader secrets;
  private final SecretStore store;
  private final List<Problem> problems;
  private final Instant now;

  CertificateTables(
      Tree tree, SecretReader secrets, SecretStore store, List<Problem> problems, Instant now) {
    this.tree = tree;
    this.secrets = secrets;
    this.store = store;
    this.problems = problems;
    this.now = now;
  }

  Certificates load() {
    Map<String, Certificate> authorities = new LinkedHashMap<>();
    for (Fields f : entries(CA)) {
      authority(f).ifPresent(certificate -> authorities.put(f.key(), certificate));
    }
    for (Fields f : entries(REMOTE)) {
      List<Certificate> _ = certificates(f, "remote");
    }
    List<Crl> crls = new ArrayList<>();
    entries(CRL).forEach(f -> crl(f, authorities.values()).ifPresent(crls::add));
    Map<String, Credential> locals = new LinkedHashMap<>();
    for (Fields f : entries(LOCAL)) {
      local(f, authorities).ifPresent(credential -> locals.put(f.key(), credential));
    }
    TrustStore trust = new TrustStore(List.copyOf(authorities.values()), crls);
    return new Certificates(locals, authorities, trust);
  }

  private List<Fields> entries(String path) {
    Table table = Schema.fortios().require(path);
    return tree.entries(path).stream().map(entry -> new Fields(table, entry)).toList();
  }

  private Optional<Certificate> authority(Fields f) {
    List<Certificate> certificates = certificates(f, "ca");
    if (certificates.isEmpty()) {
      return Optional.empty();
    }
    Certificate certificate = certificates.getFirst();
    try {
      TrustStore.requireAuthority(certificate);
      return Optional.of(certificate);
    } catch (Malformed e) {
      refuse(f, "ca", e);
      return Optional.empty();
    }
  }

  private Optional<Crl> crl(Fields f, Iterable<Certificate> authorities) {
    try {
      List<Octets> blocks = Pem.contents(f.word("crl"), Pem.CRL);
      if (blocks.size() != 1) {
        throw new Malformed("one PEM block 'X509 CRL' is needed, not " + blocks.size());
      }
      Crl crl = Crl.parse(blocks.getFirst());
      for (Certificate authority : authorities) {
        if (crl.isOf(authority)) {
          return Optional.of(crl);
        }
      }
      problems.add(
          Problem.warning(
              place(f, "crl"), f.key(), "no authority of 'vpn certificate ca' signed this list"));
      return Optional.of(crl);
    } catch (Malformed e) {
      refuse(f, "crl", e);
      return Optional.empty();
    }
  }

  /// A key without certificate waits for one; a certificate without key is a mistake.
  private Optional<Credential> local(Fields f, Map<String, Certificate> authorities) {
    Optional<SigningKey> key = privateKey(f);
    if (!f.isSet("certificate")) {
      return Optional.empty();
    }
    if (!f.isSet("private-key")) {
      problems.add(
          Problem.error(f.at(), f.key(), "private-key must be set", "add 'set private-key ...'"));
    }
    List<Certificate> chain = certificates(f, "certificate");
    if (key.isEmpty() || chain.isEmpty()) {
      return Optional.empty();
    }
    Certificate own = chain.getFirst();
    if (!key.get().belongsTo(own.publicKey(), Entropy.system())) {
      refuse(f, "certificate", new Malformed("the private key is not the certificate's"));
      return Optional.empty();
    }
    List<Certificate> others = new ArrayList<>(chain.subList(1, chain.size()));
    others.addAll(authorities.values());
    return Optional.of(Credential.of(key.get(), own, others));
  }

  private Optional<SigningKey> privateKey(Fields f) {
    if (!f.isSet("private-key")) {
      return Optional.empty();
    }
    Optional<Secret> password = secrets.password(f, LOCAL, "password");
    Optional<Secret> encoded =
        secrets.read(f, LOCAL, "private-key", word -> parse(f, word.text(), password));
    try {
      return encoded.isEmpty() ? Optional.empty() : Optional.of(PrivateKeys.pkcs8(encoded.get()));
    } catch (Malformed e) {
      refuse(f, "private-key", e);
      return Optional.empty();
    }
  }

  private Optional<Secret> parse(Fields f, String pem, Optional<Secret> password) {
    try {
      return Optional.of(PrivateKeys.parse(pem, password).encoded());
    } catch (Malformed e) {
      refuse(f, "private-key", e);
      return Optional.empty();
    }
  }

  /// All certificates of a PEM text. The first must be valid now, unless it was in force already: a
  /// gateway that is restarted must not refuse its whole configuration for a certificate that has
  /// expired meanwhile.
  private List<Certificate> certificates(Fields f, String option) {
    try {
      List<Certificate> certificates = new ArrayList<>();
      for (Octets der : Pem.contents(f.word(option), Pem.CERTIFICATE)) {
        certificates.add(Certificate.parse(der));
      }
      if (certificates.isEmpty()) {
        throw new Malformed("no PEM block 'CERTIFICATE'");
      }
      Certificate first = certificates.getFirst();
      Optional<String> untimely = untimely(first);
      Secret mark = Secret.adopt(first.der().toArray());
      Optional<Secret> accepted = store.stored(f.table().path(), f.key(), ACCEPTED);
      if (untimely.isPresent() && !accepted.equals(Optional.of(mark))) {
        throw new Malformed(untimely.get());
      }
      untimely.ifPresent(
          reason -> problems.add(Problem.warning(place(f, option), f.key(), reason)));
      store.remember(f.table().path(), f.key(), ACCEPTED, mark);
      return certificates;
    } catch (Malformed e) {
      refuse(f, option, e);
      return List.of();
    }
  }

  private Optional<String> untimely(Certificate certificate) {
    if (now.isAfter(certificate.notAfter())) {
      return Optional.of("the certificate expired at " + certificate.notAfter());
    }
    return now.isBefore(certificate.notBefore())
        ? Optional.of("the certificate is valid from " + certificate.notBefore())
        : Optional.empty();
  }

  private void refuse(Fields f, String option, Malformed reason) {
    problems.add(Problem.error(place(f, option), option, String.valueOf(reason.getMessage()), ""));
  }

  private static Position place(Fields f, String option) {
    return f.written(option).stream().map(Tree.Word::at).findFirst().orElse(f.at());
  }
}
