package hawser.gateway;

import hawser.config.Certificates;
import hawser.config.Tree;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import hawser.ike.auth.Credential;
import hawser.pki.Certificate;
import hawser.pki.Crl;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `get vpn certificate`, in FortiOS's layout.
final class CertificateList {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss  'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private CertificateList() {}

  static String locals(Tree tree, Certificates certificates, Optional<String> wanted) {
    StringBuilder out = new StringBuilder();
    for (Tree.Entry entry : tree.entries("vpn certificate local")) {
      if (wanted.isEmpty() || wanted.get().equals(entry.key())) {
        Credential credential = certificates.locals().get(entry.key());
        header(out, entry.key());
        if (credential == null) {
          out.append("    Status:       PENDING\n");
        } else {
          out.append("    Status:       OK\n");
          print(out, credential.certificate());
        }
      }
    }
    return out.toString();
  }

  static String authorities(Certificates certificates, Optional<String> wanted) {
    StringBuilder out = new StringBuilder();
    List<String> names = new ArrayList<>(certificates.authorities().keySet());
    names.sort(null);
    for (String name : names) {
      Certificate certificate = certificates.authorities().get(name);
      if (certificate != null && (wanted.isEmpty() || wanted.get().equals(name))) {
        header(out, name);
        print(out, certificate);
      }
    }
    return out.toString();
  }

  static String crls(Certificates certificates) {
    StringBuilder out = new StringBuilder();
    for (Crl crl : certificates.trust().crls()) {
      out.append("== [ ").append(crl.issuer().getName()).append(" ]\n");
      line(out, "Last Update", TIME.format(crl.thisUpdate()));
      line(
          out,
          "Next Update",
          crl.nextUpdate().equals(Instant.MAX) ? "never" : TIME.format(crl.nextUpdate()));
      line(out, "Revoked", String.valueOf(crl.size()));
    }
    return out.toString();
  }

  private static void header(StringBuilder out, String name) {
    out.append("== [ ").append(name).append(" ]\n");
    line(out, "Name", name);
  }

  private static void print(StringBuilder out, Certificate certificate) {
    line(out, "Subject", certificate.subject().getName());
    line(out, "Issuer", certificate.issuer().getName());
    line(out, "Valid from", TIME.format(certificate.notBefore()));
    line(out, "Valid to", TIME.format(certificate.notAfter()));
    line(out, "Fingerprint", fingerprint(certificate));
    line(out, "Root CA", certificate.isSelfIssued() && certificate.isAuthority() ? "Yes" : "No");
    line(out, "Key", certificate.keyType().text());
    line(out, "Serial Num", certificate.serial());
    for (Certificate.Name name : certificate.names()) {
      switch (name) {
        case Certificate.Dns dns -> line(out, "Alt. name", "DNS:" + dns.name());
        case Certificate.Email email -> line(out, "Alt. name", "email:" + email.address());
        case Certificate.Ip ip -> line(out, "Alt. name", "IP:" + ip.address());
      }
    }
  }

  private static String fingerprint(Certificate certificate) {
    String hex = Hmac.digest(Hash.SHA2_256, certificate.der()).toString();
    return hex.toUpperCase(Locale.ROOT).replaceAll("(..)(?!$)", "$1:");
  }

  private static void line(StringBuilder out, String label, String value) {
    out.append(String.format("    %-13s %s%n", label + ":", value));
  }
}
