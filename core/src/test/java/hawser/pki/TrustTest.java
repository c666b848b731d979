package hawser.pki;

import static hawser.pki.Issuer.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import hawser.bytes.Der;
import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.pki.Issuer.Spec;
import hawser.pki.Untrusted.Reason;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Chains as a peer may send them, in the manner of NIST's PKITS. Keys are shared: what differs is
/// what the certificates say.
class TrustTest {
  private static final KeyPair ROOT_KEYS = Issuer.rsa();
  private static final KeyPair MIDDLE_KEYS = Issuer.rsa();
  private static final KeyPair LEAF_KEYS = Issuer.ec("secp256r1");
  private static final Issuer ROOT = Issuer.root(new Spec("CN=Root", ROOT_KEYS).authority(-1));
  private static final Issuer MIDDLE = ROOT.below(new Spec("CN=Middle", MIDDLE_KEYS).authority(-1));

  private static Spec leaf() {
    return new Spec("CN=leaf", LEAF_KEYS);
  }

  @Test
  void a_leaf_of_a_root() throws Exception {
    assertEquals(2, accepted(ROOT, ROOT.issue(leaf())).certificates().size());
  }

  @Test
  void a_chain_in_any_order_with_strangers_in_it() throws Exception {
    Issuer third = MIDDLE.below(new Spec("CN=Third", Issuer.rsa()).authority(-1));
    Octets stranger = Issuer.root("CN=Stranger").certificate();
    Trust.Chain chain =
        accepted(ROOT, third.issue(leaf()), MIDDLE.certificate(), stranger, third.certificate());
    assertEquals(
        List.of("CN=leaf", "CN=Third", "CN=Middle", "CN=Root"),
        chain.certificates().stream().map(Certificate::toString).toList());
  }

  @Test
  void an_intermediate_authority_that_is_trusted_itself() throws Exception {
    assertEquals("CN=Middle", accepted(MIDDLE, MIDDLE.issue(leaf())).authority().toString());
  }

  @Test
  void the_other_of_two_authorities_with_one_name() throws Exception {
    Issuer other = Issuer.root("CN=Root");
    TrustStore both = store(List.of(other.certificate(), ROOT.certificate()), List.of());
    assertEquals(
        parse(ROOT.certificate()),
        Trust.validate(List.of(parse(ROOT.issue(leaf()))), both, NOW).authority());
  }

  @Test
  void no_authority_of_ours() {
    refused(Reason.UNKNOWN_AUTHORITY, Issuer.root("CN=Other"), ROOT.issue(leaf()));
    refused(Reason.UNKNOWN_AUTHORITY, ROOT, MIDDLE.issue(leaf())); // the one between is missing
    refused(Reason.NO_CERTIFICATE, ROOT);
  }

  @Test
  void a_name_without_its_key() {
    Issuer liar = Issuer.root("CN=Root");
    refused(Reason.INVALID_PATH, ROOT, liar.issue(leaf()));
    Issuer between = liar.below(new Spec("CN=Middle", MIDDLE_KEYS).authority(-1));
    refused(Reason.INVALID_PATH, ROOT, between.issue(leaf()), between.certificate());
  }

  @Test
  void a_changed_certificate() throws Exception {
    byte[] octets = ROOT.issue(leaf()).toArray();
    octets[octets.length - 1] ^= 1;
    refused(Reason.INVALID_PATH, ROOT, Octets.of(octets));
  }

  @Test
  void time() {
    Instant before = NOW.minusSeconds(10);
    Instant after = NOW.plusSeconds(10);
    refused(Reason.EXPIRED, ROOT, ROOT.issue(leaf().valid(before.minusSeconds(10), before)));
    refused(Reason.NOT_YET_VALID, ROOT, ROOT.issue(leaf().valid(after, after.plusSeconds(10))));
    Issuer old =
        Issuer.root(
            new Spec("CN=Old", ROOT_KEYS).authority(-1).valid(before.minusSeconds(10), before));
    refused(Reason.EXPIRED, old, old.issue(leaf()));
  }

  @Test
  void authorities_that_are_none() {
    Issuer plain = ROOT.below(new Spec("CN=Plain", MIDDLE_KEYS));
    refused(Reason.INVALID_PATH, ROOT, plain.issue(leaf()), plain.certificate());
    Issuer first = ROOT.below(new Spec("CN=V1", MIDDLE_KEYS).versionOne());
    refused(Reason.INVALID_PATH, ROOT, first.issue(leaf()), first.certificate());
    Issuer signer =
        ROOT.below(
            new Spec("CN=Signer", MIDDLE_KEYS)
                .extension("551d13", true, Octets.ofHex("30030101ff"))
                .extension("551d0f", true, Octets.ofHex("03020780"))); // digitalSignature only
    refused(Reason.INVALID_PATH, ROOT, signer.issue(leaf()), signer.certificate());
  }

  @Test
  void path_length() throws Exception {
    Issuer none = Issuer.root(new Spec("CN=None", ROOT_KEYS).authority(0));
    Issuer below = none.below(new Spec("CN=Below", MIDDLE_KEYS).authority(-1));
    refused(Reason.INVALID_PATH, none, below.issue(leaf()), below.certificate());
    accepted(none, none.issue(leaf()));
    Issuer middle = ROOT.below(new Spec("CN=Zero", MIDDLE_KEYS).authority(0));
    Issuer lower = middle.below(new Spec("CN=Lower", Issuer.rsa()).authority(-1));
    Octets bottom = lower.issue(leaf());
    refused(Reason.INVALID_PATH, ROOT, bottom, lower.certificate(), middle.certificate());
    refused(Reason.INVALID_PATH, middle, bottom, lower.certificate());
    accepted(middle, middle.issue(leaf()));
  }

  /// CVE-2026-35331 in another implementation: excluded and permitted names must bind.
  @Test
  void name_constraints_of_intermediate_and_root() throws Exception {
    Octets permitted = Der.sequence(Der.of(0xa0, Der.sequence(Issuer.dns("example.org"))));
    Octets excluded = Der.sequence(Der.of(0xa1, Der.sequence(Issuer.dns("bad.example.org"))));
    for (Octets constraint : List.of(permitted, excluded)) {
      Issuer middle =
          ROOT.below(
              new Spec("CN=Named", MIDDLE_KEYS)
                  .authority(-1)
                  .extension("551d1e", true, constraint));
      Issuer root =
          Issuer.root(
              new Spec("CN=Named", ROOT_KEYS).authority(-1).extension("551d1e", true, constraint));
      String wrong = constraint.equals(permitted) ? "example.net" : "a.bad.example.org";
      Octets good = leafNamed(middle, "a.example.org");
      Octets bad = leafNamed(middle, wrong);
      accepted(ROOT, good, middle.certificate());
      refused(Reason.INVALID_PATH, ROOT, bad, middle.certificate());
      accepted(root, leafNamed(root, "a.example.org"));
      refused(Reason.INVALID_PATH, root, leafNamed(root, wrong));
    }
  }

  private static Octets leafNamed(Issuer issuer, String name) {
    return issuer.issue(leaf().names(Issuer.dns(name)));
  }

  @Test
  void a_name_constraint_of_an_intermediate_anchor_would_not_bind_so_it_is_no_anchor()
      throws Exception {
    Octets constraint = Der.sequence(Der.of(0xa0, Der.sequence(Issuer.dns("example.org"))));
    Issuer middle =
        ROOT.below(
            new Spec("CN=Named", MIDDLE_KEYS).authority(-1).extension("551d1e", true, constraint));
    Certificate certificate = parse(middle.certificate());
    assertThrows(Malformed.class, () -> TrustStore.requireAuthority(certificate));
    Certificate plain = parse(ROOT.issue(leaf()));
    assertThrows(Malformed.class, () -> TrustStore.requireAuthority(plain));
    TrustStore.requireAuthority(parse(MIDDLE.certificate()));
  }

  @Test
  void a_critical_extension_that_nobody_knows() throws Exception {
    Octets unknown = Der.integer(1);
    refused(Reason.INVALID_PATH, ROOT, ROOT.issue(leaf().extension("2a0304", true, unknown)));
    accepted(ROOT, ROOT.issue(leaf().extension("2a0304", false, unknown)));
  }

  @Test
  void what_the_key_is_for() throws Exception {
    Octets encipherment = Octets.ofHex("03020520");
    refused(Reason.KEY_USAGE, ROOT, ROOT.issue(leaf().extension("551d0f", true, encipherment)));
    Octets nonRepudiation = Octets.ofHex("03020640");
    accepted(ROOT, ROOT.issue(leaf().extension("551d0f", true, nonRepudiation)));
    Octets mail = Der.sequence(Der.oid("2b06010505070304"));
    refused(Reason.KEY_USAGE, ROOT, ROOT.issue(leaf().extension("551d25", true, mail)));
    Octets ike = Der.sequence(Der.oid("2b06010505070304"), Der.oid("2b06010505070311"));
    accepted(ROOT, ROOT.issue(leaf().extension("551d25", true, ike)));
  }

  @Test
  void sha1() {
    refused(Reason.WEAK_ALGORITHM, ROOT, ROOT.issue(leaf().signedWithSha1()));
    Issuer weak = ROOT.below(new Spec("CN=Weak", MIDDLE_KEYS).authority(-1).signedWithSha1());
    refused(Reason.WEAK_ALGORITHM, ROOT, weak.issue(leaf()), weak.certificate());
  }

  @Test
  void a_root_signs_itself_as_it_likes() throws Exception {
    Issuer root = Issuer.root(new Spec("CN=Old", ROOT_KEYS).authority(-1).signedWithSha1());
    accepted(root, root.issue(leaf()));
  }

  @Test
  void revocation() throws Exception {
    Instant next = NOW.plusSeconds(60);
    Octets leaf = ROOT.issue(leaf().serial(7));
    List<Octets> roots = List.of(ROOT.certificate());
    assertEquals(
        Reason.REVOKED, reason(store(roots, List.of(ROOT.crl(next, Octets.EMPTY, 6, 7))), leaf));
    Trust.validate(
        List.of(parse(leaf)), store(roots, List.of(ROOT.crl(next, Octets.EMPTY, 6))), NOW);
    assertEquals(
        Reason.STALE_CRL,
        reason(store(roots, List.of(ROOT.crl(NOW.minusSeconds(1), Octets.EMPTY, 6))), leaf));
    // One of another authority with the same name says nothing.
    Octets foreign = Issuer.root("CN=Root").crl(next, Octets.EMPTY, 7);
    Trust.validate(List.of(parse(leaf)), store(roots, List.of(foreign)), NOW);
    // A stale list still revokes.
    Octets stale = ROOT.crl(NOW.minusSeconds(1), Octets.EMPTY, 7);
    Octets fresh = ROOT.crl(next, Octets.EMPTY, 6);
    assertEquals(Reason.REVOKED, reason(store(roots, List.of(fresh, stale)), leaf));
  }

  @Test
  void an_intermediate_is_revoked() throws Exception {
    Issuer middle = ROOT.below(new Spec("CN=Gone", MIDDLE_KEYS).authority(-1).serial(9));
    TrustStore store =
        store(List.of(ROOT.certificate()), List.of(ROOT.crl(NOW.plusSeconds(60), Octets.EMPTY, 9)));
    assertEquals(Reason.REVOKED, reason(store, middle.issue(leaf()), middle.certificate()));
  }

  @Test
  void a_delta_crl_is_refused() {
    Octets delta =
        Der.sequence(
            Der.oid("551d1b"), Octets.ofHex("0101ff"), Der.of(Der.OCTET_STRING, Der.integer(1)));
    assertThrows(Malformed.class, () -> Crl.parse(ROOT.crl(NOW, delta, 1)));
  }

  /// H22: certificates of one name that all issue one another cost a bounded number of steps.
  @Test
  void a_circle_of_cross_signed_authorities_ends() throws Exception {
    List<Octets> presented = new ArrayList<>();
    Issuer ring = new Issuer("CN=Ring", MIDDLE_KEYS, Octets.EMPTY);
    presented.add(ring.issue(leaf()));
    for (int i = 1; i < Trust.MOST_CERTIFICATES; i++) {
      presented.add(ring.issue(new Spec("CN=Ring", MIDDLE_KEYS).authority(-1).serial(i)));
    }
    Octets root = Issuer.root(new Spec("CN=Ring", ROOT_KEYS).authority(-1)).certificate();
    TrustStore store = store(List.of(root), List.of());
    assertTimeoutPreemptively(
        Duration.ofSeconds(2),
        () -> assertEquals(Reason.INVALID_PATH, reason(store, presented.toArray(Octets[]::new))));
    presented.add(root);
    assertEquals(Reason.TOO_MANY, reason(store, presented.toArray(Octets[]::new)));
  }

  private static Trust.Chain accepted(Issuer root, Octets... presented) throws Exception {
    return Trust.validate(parseAll(presented), store(List.of(root.certificate()), List.of()), NOW);
  }

  private static void refused(Reason reason, Issuer root, Octets... presented) {
    try {
      assertEquals(reason, reason(store(List.of(root.certificate()), List.of()), presented));
    } catch (Malformed e) {
      throw new AssertionError(e);
    }
  }

  private static Reason reason(TrustStore store, Octets... presented) throws Malformed {
    List<Certificate> certificates = parseAll(presented);
    return assertThrows(Untrusted.class, () -> Trust.validate(certificates, store, NOW)).reason();
  }

  private static TrustStore store(List<Octets> authorities, List<Octets> crls) throws Malformed {
    List<Crl> lists = new ArrayList<>();
    for (Octets crl : crls) {
      lists.add(Crl.parse(crl));
    }
    return new TrustStore(parseAll(authorities.toArray(Octets[]::new)), lists);
  }

  private static List<Certificate> parseAll(Octets... octets) throws Malformed {
    List<Certificate> all = new ArrayList<>();
    for (Octets one : Arrays.asList(octets)) {
      all.add(parse(one));
    }
    return all;
  }

  private static Certificate parse(Octets octets) throws Malformed {
    return Certificate.parse(octets);
  }
}
