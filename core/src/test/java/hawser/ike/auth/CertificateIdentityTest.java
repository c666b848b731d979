package hawser.ike.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.ike.Identity;
import hawser.net.IpAddress;
import hawser.pki.Certificate;
import hawser.pki.DistinguishedName;
import hawser.pki.Issuer;
import hawser.pki.Issuer.Spec;
import hawser.pki.Trust;
import hawser.pki.TrustStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class CertificateIdentityTest {
  private static final Issuer ROOT = Issuer.root("CN=Root");
  private static final Certificate LEAF =
      parse(
          ROOT.issue(
              new Spec("C=DE, O=Example, CN=hub.example.net", Issuer.ec("secp256r1"))
                  .names(
                      Issuer.dns("hub.example.org"),
                      Issuer.dns("*.example.com"),
                      Issuer.email("admin@example.org"),
                      Issuer.ip("0a000001"),
                      Issuer.ip("20010db8000000000000000000000001"))));

  @Test
  void names_of_their_own_type() {
    assertTrue(proves(Identity.FQDN, "hub.example.org"));
    assertTrue(proves(Identity.FQDN, "HUB.Example.org"));
    assertTrue(proves(Identity.USER_FQDN, "admin@example.org"));
    assertTrue(CertificateIdentity.proves(LEAF, Identity.of(IpAddress.parse("10.0.0.1"))));
    assertTrue(CertificateIdentity.proves(LEAF, Identity.of(IpAddress.parse("2001:db8::1"))));
    assertTrue(CertificateIdentity.proves(LEAF, CertificateIdentity.of(LEAF)));
  }

  @Test
  void everything_else() {
    assertFalse(proves(Identity.FQDN, "hub.example.net")); // the common name
    assertFalse(proves(Identity.FQDN, "a.example.com")); // a wildcard
    assertFalse(proves(Identity.FQDN, "hub.example.org."));
    assertFalse(proves(Identity.FQDN, "hub.example.org\0"));
    assertFalse(proves(Identity.FQDN, ""));
    assertFalse(proves(Identity.USER_FQDN, "hub.example.org"));
    assertFalse(proves(Identity.FQDN, "admin@example.org"));
    assertFalse(proves(Identity.FQDN, "10.0.0.1"));
    assertFalse(proves(Identity.KEY_ID, "hub.example.org"));
    assertFalse(proves(Identity.DER_DN, "CN=hub.example.net,O=Example,C=DE"));
    assertFalse(CertificateIdentity.proves(LEAF, Identity.of(IpAddress.parse("10.0.0.2"))));
    assertFalse(
        CertificateIdentity.proves(LEAF, new Identity(Identity.IPV4, Octets.ofHex("0a0000010a"))));
    assertFalse(CertificateIdentity.proves(LEAF, new Identity(Identity.IPV4, Octets.EMPTY)));
    assertFalse(CertificateIdentity.proves(LEAF, dn("C=DE, O=Example")));
    assertFalse(CertificateIdentity.proves(LEAF, dn("CN=hub.example.net, O=Example, C=DE, L=X")));
    Octets nested = Octets.ofHex("3080".repeat(10_000));
    assertFalse(CertificateIdentity.proves(LEAF, new Identity(Identity.DER_DN, nested)));
  }

  @Test
  void nobody_is_proved_by_an_empty_subject() {
    Certificate empty = parse(ROOT.issue(new Spec("", Issuer.ec("secp256r1"))));
    assertFalse(CertificateIdentity.proves(empty, CertificateIdentity.of(empty)));
  }

  @Test
  void case_and_blanks_of_a_subject_do_not_count() {
    assertTrue(CertificateIdentity.proves(LEAF, dn("C=de, O=example, CN=HUB.example.net")));
  }

  @Test
  void a_configured_peer() throws Exception {
    Certificate root = parse(ROOT.certificate());
    Trust.Chain chain =
        Trust.validate(List.of(LEAF), new TrustStore(List.of(root), List.of()), Issuer.NOW);
    assertTrue(rule(Optional.of(root), "O=Example", "", PeerRule.NameType.STRING).admits(chain));
    assertFalse(rule(Optional.of(LEAF), "O=Other", "", PeerRule.NameType.STRING).admits(chain));
    Certificate other = parse(Issuer.root("CN=Root").certificate());
    assertFalse(rule(Optional.of(other), "", "", PeerRule.NameType.STRING).admits(chain));
    String common = "hub.example.net";
    assertTrue(rule(Optional.empty(), "", common, PeerRule.NameType.STRING).admits(chain));
    String alternative = "hub.example.org";
    assertFalse(rule(Optional.empty(), "", alternative, PeerRule.NameType.STRING).admits(chain));
    assertTrue(rule(Optional.empty(), "", alternative, PeerRule.NameType.FQDN).admits(chain));
    assertFalse(rule(Optional.empty(), "", alternative, PeerRule.NameType.EMAIL).admits(chain));
    assertTrue(rule(Optional.empty(), "", "10.0.0.1", PeerRule.NameType.ADDRESS).admits(chain));
  }

  private static PeerRule rule(
      Optional<Certificate> authority, String subject, String name, PeerRule.NameType type)
      throws Malformed {
    return new PeerRule(
        "peer",
        authority,
        subject.isEmpty() ? Optional.empty() : Optional.of(DistinguishedName.parse(subject)),
        name.isEmpty() ? Optional.empty() : Optional.of(name),
        type);
  }

  @Test
  void the_hashes_of_a_certificate_request() {
    Certificate root = parse(ROOT.certificate());
    Certificate other = parse(Issuer.root("CN=Other").certificate());
    Octets hashes = AuthorityHashes.of(List.of(other, root));
    assertEquals(40, hashes.length());
    assertTrue(AuthorityHashes.ask(hashes, List.of(LEAF, root)));
    assertFalse(AuthorityHashes.ask(AuthorityHashes.of(List.of(other)), List.of(LEAF, root)));
    assertTrue(AuthorityHashes.ask(Octets.EMPTY, List.of(LEAF, root)));
    assertFalse(AuthorityHashes.ask(Octets.of(new byte[7]), List.of(LEAF, root)));
  }

  private static boolean proves(int type, String text) {
    return CertificateIdentity.proves(
        LEAF, Identity.of(type, text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Identity dn(String name) {
    return Identity.of(Identity.DER_DN, new X500Principal(name).getEncoded());
  }

  private static Certificate parse(Octets der) {
    try {
      return Certificate.parse(der);
    } catch (Malformed e) {
      throw new AssertionError(e);
    }
  }
}
