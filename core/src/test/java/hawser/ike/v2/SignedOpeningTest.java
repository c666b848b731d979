package hawser.ike.v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.crypto.SigningKey;
import hawser.ike.Action;
import hawser.ike.Identity;
import hawser.ike.IkeDrop;
import hawser.ike.SessionConfig;
import hawser.ike.auth.CertificateSignatures;
import hawser.ike.auth.CertificateSignatures.IdCheck;
import hawser.ike.auth.CertificateSignatures.PeerCheck;
import hawser.ike.auth.Credential;
import hawser.ike.auth.PeerRule;
import hawser.ike.auth.SignaturePolicy;
import hawser.pki.Certificate;
import hawser.pki.Issuer;
import hawser.pki.Issuer.Spec;
import hawser.pki.TrustStore;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// IKE_AUTH with certificates.
///
/// ```
/// a                                           b
///   SAi1, KEi, Ni, N(HASHES)            -->
///                                       <--     SAr1, KEr, Nr, N(HASHES), [CERTREQ]
///   SK{IDi, CERT.., CERTREQ, AUTH, ..}  -->
///                                       <--     SK{IDr, CERT.., AUTH, ..}
/// ```
class SignedOpeningTest {
  private static final KeyPair KEYS = Issuer.rsa();
  private static final Issuer ROOT = Issuer.root(new Spec("CN=Root", KEYS).authority(-1));
  private static final KeyPair A = Issuer.ec("secp256r1");
  private static final KeyPair B = Issuer.ec("secp384r1");

  private static KeyPair keys(String kind) {
    return switch (kind) {
      case "RSA" -> Issuer.rsa();
      case "RSASSA-PSS" -> Issuer.keys("RSASSA-PSS", 2_048);
      case "Ed25519", "Ed448" -> Issuer.keys(kind, 0);
      default -> Issuer.ec(kind);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RSA",
        "RSASSA-PSS",
        "secp256r1",
        "secp384r1",
        "secp521r1",
        "Ed25519",
        "Ed448",
      })
  void everyKindOfKeyOnEitherSide(String kind) throws Exception {
    KeyPair other = keys(kind);
    up(side("CN=a", other, ROOT, ROOT), side("CN=b", B, ROOT, ROOT));
    up(side("CN=a", A, ROOT, ROOT), side("CN=b", other, ROOT, ROOT));
  }

  @Test
  void theIdentityIsTheSubject() throws Exception {
    Pair pair = up(side("CN=a", A, ROOT, ROOT), side("CN=b", B, ROOT, ROOT));
    Identity seen = pair.b.all(Action.Established.class).getFirst().peer();
    assertEquals(Identity.DER_DN, seen.type());
  }

  @Test
  void aNameOfTheCertificateAsIdentity() throws Exception {
    Issuer issuer = ROOT;
    Octets der = issuer.issue(new Spec("CN=a", A).names(Issuer.dns("a.example.org")));
    CertificateSignatures signatures = signatures(A, List.of(der), ROOT, PeerCheck.ANY);
    SessionConfig named =
        Configs.basic().as(Identity.fqdn("a.example.org")).config().with(signatures);
    up(named, side("CN=b", B, ROOT, ROOT));
    SessionConfig liar =
        Configs.basic().as(Identity.fqdn("b.example.org")).config().with(signatures);
    refused(liar, side("CN=b", B, ROOT, ROOT), "is not one of 'b.example.org'");
  }

  @Test
  void aChainThatIsFourKilobytesLong() throws Exception {
    Issuer middle = ROOT.below(new Spec("CN=Middle", Issuer.rsa()).authority(-1));
    Spec large = new Spec("CN=large", A);
    large.extension("2a0304", false, Octets.of(new byte[4_000]));
    CertificateSignatures signatures =
        signatures(A, List.of(middle.issue(large), middle.certificate()), ROOT, PeerCheck.ANY);
    SessionConfig config = Configs.basic().config().with(signatures);
    Pair pair = up(config, side("CN=b", B, ROOT, ROOT));
    assertTrue(pair.a.all(Action.Send.class).size() > 4, "fragments (RFC 7383)");
    up(side("CN=b", B, ROOT, ROOT), config);
  }

  @Test
  void anAuthorityThatTheOtherDoesNotTrust() throws Exception {
    Issuer other = Issuer.root("CN=Other");
    refused(side("CN=a", A, other, ROOT), side("CN=b", B, ROOT, ROOT), "no trusted authority");
    refused(side("CN=a", A, ROOT, ROOT), side("CN=b", B, other, ROOT), "no trusted authority");
  }

  @Test
  void aPreSharedKeyIsNoCertificate() throws Exception {
    refused(Configs.basic().config(), side("CN=b", B, ROOT, ROOT), "no certificate");
    refused(side("CN=a", A, ROOT, ROOT), Configs.basic().config(), "mismatch");
  }

  @Test
  void aSignatureOfAnotherKey() throws Exception {
    Octets foreign = ROOT.issue(new Spec("CN=a", B)); // B's certificate, A's key
    CertificateSignatures signatures = signatures(A, List.of(foreign), ROOT, PeerCheck.ANY);
    refused(
        Configs.basic().config().with(signatures), side("CN=b", B, ROOT, ROOT), "does not verify");
  }

  @Test
  void aPeerThatIsNotTheConfiguredOne() throws Exception {
    PeerRule rule =
        new PeerRule(
            "c", Optional.empty(), Optional.empty(), Optional.of("c"), PeerRule.NameType.STRING);
    PeerCheck onlyC = new PeerCheck(IdCheck.PROVED, List.of(rule));
    Octets own = ROOT.issue(new Spec("CN=b", B));
    SessionConfig strict = Configs.basic().config().with(signatures(B, List.of(own), ROOT, onlyC));
    refused(side("CN=a", A, ROOT, ROOT), strict, "none of the configured peers");
    up(side("CN=c", A, ROOT, ROOT), strict);
  }

  @Test
  void anExpiredCertificate() throws Exception {
    Pair pair = new Pair(side("CN=a", A, ROOT, ROOT), side("CN=b", B, ROOT, ROOT));
    pair.a.now = Issuer.NOW;
    pair.b.now = Issuer.NOW.plusSeconds(200_000);
    pair.dial();
    assertFalse(pair.b.isUp());
    assertTrue(said(pair.b).contains("expired"), said(pair.b));
  }

  @Test
  void aSecondConfigurationOfTheHubIsFoundByItsCertificates() throws Exception {
    Issuer other = Issuer.root("CN=Other");
    SessionConfig first = side("CN=b", B, ROOT, other);
    SessionConfig second = side("CN=b", B, ROOT, ROOT);
    Pair pair = new Pair(side("CN=a", A, ROOT, ROOT), first);
    pair.a.now = Issuer.NOW;
    pair.b.now = Issuer.NOW;
    pair.b.others.add(second);
    pair.dial();
    pair.assertConsistent();
    assertEquals(second, pair.b.session().config());
  }

  private static Pair up(SessionConfig a, SessionConfig b) {
    Pair pair = new Pair(a, b);
    pair.a.now = Issuer.NOW;
    pair.b.now = Issuer.NOW;
    pair.dial();
    assertTrue(pair.a.isUp() && pair.b.isUp(), () -> said(pair.a) + said(pair.b));
    pair.assertConsistent();
    assertEquals(1, pair.a.children.size());
    return pair;
  }

  private static void refused(SessionConfig a, SessionConfig b, String reason) {
    Pair pair = new Pair(a, b);
    pair.a.now = Issuer.NOW;
    pair.b.now = Issuer.NOW;
    pair.dial();
    assertFalse(pair.a.isUp());
    assertFalse(pair.b.isUp());
    String all = said(pair.a) + said(pair.b);
    assertTrue(all.contains(reason), all);
    List<IkeDrop> drops = new ArrayList<>(pair.a.drops());
    drops.addAll(pair.b.drops());
    assertTrue(drops.contains(IkeDrop.AUTH_FAILED), drops::toString);
    assertTrue(pair.a.children.isEmpty() && pair.b.children.isEmpty());
  }

  private static String said(Host host) {
    return host.all(Action.Report.class).toString();
  }

  private static SessionConfig side(String subject, KeyPair keys, Issuer own, Issuer trusted)
      throws Malformed {
    Octets der = own.issue(new Spec(subject, keys));
    return Configs.basic().config().with(signatures(keys, List.of(der), trusted, PeerCheck.ANY));
  }

  private static CertificateSignatures signatures(
      KeyPair keys, List<Octets> chain, Issuer trusted, PeerCheck check) throws Malformed {
    List<Certificate> certificates = new ArrayList<>();
    for (Octets der : chain) {
      certificates.add(Certificate.parse(der));
    }
    return new CertificateSignatures(
        new Credential(SigningKey.of(keys.getPrivate()), certificates),
        new TrustStore(List.of(Certificate.parse(trusted.certificate())), List.of()),
        SignaturePolicy.DEFAULT,
        check);
  }
}
