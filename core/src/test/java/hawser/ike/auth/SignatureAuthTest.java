package hawser.ike.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.crypto.Entropy;
import hawser.crypto.KeyType;
import hawser.crypto.SignatureHash;
import hawser.crypto.SignatureScheme;
import hawser.crypto.SigningKey;
import hawser.ike.Proof;
import hawser.ike.auth.SignaturePolicy.RsaFormat;
import hawser.pki.Issuer;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Signature authentication as it travels: what is sent for which key, and every forgery of H23.
class SignatureAuthTest {
  private static final Octets MESSAGE = Issuer.text("InitiatorSignedOctets");
  private static final Set<SignatureHash> ALL = EnumSet.allOf(SignatureHash.class);
  private static final Map<KeyType, KeyPair> KEYS = new LinkedHashMap<>();

  static {
    KEYS.put(KeyType.RSA, Issuer.rsa());
    KEYS.put(KeyType.RSA_PSS, Issuer.keys("RSASSA-PSS", 2_048));
    KEYS.put(KeyType.ECDSA_256, Issuer.ec("secp256r1"));
    KEYS.put(KeyType.ECDSA_384, Issuer.ec("secp384r1"));
    KEYS.put(KeyType.ECDSA_521, Issuer.ec("secp521r1"));
    KEYS.put(KeyType.ED25519, Issuer.keys("Ed25519", 0));
    KEYS.put(KeyType.ED448, Issuer.keys("Ed448", 0));
  }

  /// RFC 7427 appendix A, as printed there.
  @Test
  void the_identifiers_of_the_rfc() {
    assertEquals(
        Octets.ofHex("300d06092a864886f70d01010b0500"),
        SignatureScheme.RSA_PKCS1_SHA2_256.identifier().get());
    assertEquals(
        Octets.ofHex("300d06092a864886f70d01010c0500"),
        SignatureScheme.RSA_PKCS1_SHA2_384.identifier().get());
    assertEquals(
        Octets.ofHex("300d06092a864886f70d01010d0500"),
        SignatureScheme.RSA_PKCS1_SHA2_512.identifier().get());
    assertEquals(
        Octets.ofHex("300a06082a8648ce3d040302"),
        SignatureScheme.ECDSA_SHA2_256.identifier().get());
    assertEquals(
        Octets.ofHex("300a06082a8648ce3d040303"),
        SignatureScheme.ECDSA_SHA2_384.identifier().get());
    assertEquals(
        Octets.ofHex("300a06082a8648ce3d040304"),
        SignatureScheme.ECDSA_SHA2_512.identifier().get());
    assertEquals(
        Octets.ofHex(
            "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a"
                + "06092a864886f70d010108300d06096086480165030402010500a203020120"),
        SignatureScheme.RSA_PSS_SHA2_256.identifier().get());
    // RFC 8420 appendix A
    assertEquals(Octets.ofHex("300506032b6570"), SignatureScheme.ED25519.identifier().get());
    assertEquals(Octets.ofHex("300506032b6571"), SignatureScheme.ED448.identifier().get());
  }

  @Test
  void the_pss_identifiers_differ_in_hash_and_salt() {
    assertEquals(
        Octets.ofHex(
            "304106092a864886f70d01010a3034a00f300d06096086480165030402020500a11c301a"
                + "06092a864886f70d010108300d06096086480165030402020500a203020130"),
        SignatureScheme.RSA_PSS_SHA2_384.identifier().get());
    assertEquals(
        Octets.ofHex(
            "304106092a864886f70d01010a3034a00f300d06096086480165030402030500a11c301a"
                + "06092a864886f70d010108300d06096086480165030402030500a203020140"),
        SignatureScheme.RSA_PSS_SHA2_512.identifier().get());
    // Without parameters, whose defaults are SHA-1, and with SHA-1 in clear: RFC 7427 A.4.
    assertEquals(
        Optional.empty(), SignatureScheme.named(Octets.ofHex("300d06092a864886f70d01010a3000")));
    // Without the NULL of the hash: RFC 4055 section 2.1.
    assertEquals(
        Optional.of(SignatureScheme.RSA_PSS_SHA2_256),
        SignatureScheme.named(
            Octets.ofHex(
                "303d06092a864886f70d01010a3030a00d300b0609608648016503040201a11a3018"
                    + "06092a864886f70d010108300b0609608648016503040201a203020120")));
  }

  @Test
  void every_key_signs_what_the_other_side_verifies() {
    for (RsaFormat format : RsaFormat.values()) {
      SignaturePolicy policy = new SignaturePolicy(SignaturePolicy.DEFAULT.hashes(), format);
      KEYS.forEach((type, pair) -> {
        Proof proof = sign(pair, policy, ALL).orElseThrow();
        assertEquals(14, proof.method());
        assertTrue(verify(proof, pair), type + " " + format);
        assertFalse(verify(new Proof(1, proof.data()), pair));
        assertFalse(
            SignatureAuth.verify(proof, policy, pair.getPublic(), Octets.concat(MESSAGE, MESSAGE)));
        KEYS.forEach((other, pair2) -> assertEquals(other == type, verify(proof, pair2)));
      });
    }
  }

  @Test
  void what_is_chosen() {
    assertEquals(SignatureScheme.RSA_PKCS1_SHA2_512, chosen(KeyType.RSA, RsaFormat.PKCS1, ALL));
    assertEquals(SignatureScheme.RSA_PSS_SHA2_512, chosen(KeyType.RSA, RsaFormat.PSS, ALL));
    Set<SignatureHash> only256 = EnumSet.of(SignatureHash.SHA2_256);
    assertEquals(SignatureScheme.RSA_PKCS1_SHA2_256, chosen(KeyType.RSA, RsaFormat.PKCS1, only256));
    assertEquals(SignatureScheme.ECDSA_SHA2_256, chosen(KeyType.ECDSA_256, RsaFormat.PKCS1, ALL));
    assertEquals(SignatureScheme.ECDSA_SHA2_384, chosen(KeyType.ECDSA_384, RsaFormat.PKCS1, ALL));
    assertEquals(
        SignatureScheme.ECDSA_SHA2_256, chosen(KeyType.ECDSA_384, RsaFormat.PKCS1, only256));
    assertEquals(SignatureScheme.ED25519, chosen(KeyType.ED25519, RsaFormat.PKCS1, ALL));
    assertEquals(
        Optional.empty(),
        sign(key(KeyType.ED25519), SignaturePolicy.DEFAULT, only256)); // RFC 8420 section 2
  }

  @Test
  void without_the_notify_the_classic_methods() {
    Map<KeyType, Integer> methods =
        Map.of(KeyType.RSA, 1, KeyType.ECDSA_256, 9, KeyType.ECDSA_384, 10, KeyType.ECDSA_521, 11);
    KEYS.forEach((type, pair) -> {
      Optional<Proof> proof = sign(pair, SignaturePolicy.DEFAULT, Set.of());
      assertEquals(Optional.ofNullable(methods.get(type)), proof.map(Proof::method));
      proof.ifPresent(p -> assertTrue(verify(p, pair), type.text()));
    });
    assertEquals(
        64, sign(key(KeyType.ECDSA_256), SignaturePolicy.DEFAULT, Set.of()).get().data().length());
    assertEquals(
        132, sign(key(KeyType.ECDSA_521), SignaturePolicy.DEFAULT, Set.of()).get().data().length());
  }

  @Test
  void a_hash_that_the_policy_leaves_out() {
    SignaturePolicy strict = new SignaturePolicy(List.of(SignatureHash.SHA2_512), RsaFormat.PKCS1);
    KeyPair rsa = key(KeyType.RSA);
    Proof weak =
        sign(rsa, SignaturePolicy.DEFAULT, EnumSet.of(SignatureHash.SHA2_256)).orElseThrow();
    assertFalse(SignatureAuth.verify(weak, strict, rsa.getPublic(), MESSAGE));
    Proof classic = sign(rsa, SignaturePolicy.DEFAULT, Set.of()).orElseThrow();
    assertFalse(SignatureAuth.verify(classic, strict, rsa.getPublic(), MESSAGE));
  }

  @Test
  void malformed_data() {
    KEYS.forEach((type, pair) -> {
      Proof proof = sign(pair, SignaturePolicy.DEFAULT, ALL).orElseThrow();
      Octets data = proof.data();
      for (int length = 0; length < data.length(); length++) {
        assertFalse(verify(new Proof(14, data.slice(0, length)), pair));
      }
      assertFalse(verify(new Proof(14, Octets.concat(data, Octets.of((byte) 0))), pair));
      for (int method : new int[] {0, 1, 2, 3, 9, 10, 11, 13, 255, 65_535}) {
        assertFalse(verify(new Proof(method, data), pair));
      }
    });
    KeyPair rsa = key(KeyType.RSA);
    assertFalse(verify(new Proof(14, Octets.of(new byte[100_000])), rsa));
  }

  /// RFC 4754 section 4 refuses r and s outside 1 to n - 1.
  @Test
  void ecdsa_edges() {
    KeyPair pair = key(KeyType.ECDSA_256);
    BigInteger n = ((java.security.interfaces.ECPublicKey) pair.getPublic()).getParams().getOrder();
    for (BigInteger r : List.of(BigInteger.ZERO, n, n.add(BigInteger.ONE), BigInteger.ONE)) {
      for (BigInteger s : List.of(BigInteger.ZERO, n, n.subtract(BigInteger.ONE))) {
        Octets raw = Octets.concat(fixed(r, 32), fixed(s, 32));
        assertFalse(verify(new Proof(9, raw), pair), r + " " + s);
      }
    }
    assertFalse(verify(new Proof(9, Octets.EMPTY), pair));
  }

  /// CVE-2018-16151: a padding that is followed by what the verifier does not look at.
  @Test
  void rsa_padding_is_compared_whole() {
    KeyPair pair = key(KeyType.RSA);
    Octets digest = hawser.crypto.Hmac.digest(hawser.crypto.Hash.SHA2_256, MESSAGE);
    String info = "3031300d060960864801650304020105000420" + digest;
    String sha1 =
        "3021300906052b0e03021a05000414"
            + hawser.crypto.Hmac.digest(hawser.crypto.Hash.SHA1, MESSAGE);
    int length = 256;
    assertTrue(verify(new Proof(1, forged(pair, padded(info, "", length))), pair)); // sound
    assertFalse(verify(new Proof(1, forged(pair, padded(sha1, "", length))), pair));
    assertFalse(verify(new Proof(1, forged(pair, padded(info, "00".repeat(40), length))), pair));
    assertFalse(verify(new Proof(1, forged(pair, shortPadding(info, length))), pair));
    String withoutNull = "302f300b0609608648016503040201" + "0420" + digest;
    assertFalse(verify(new Proof(1, forged(pair, padded(withoutNull, "", length))), pair));
    String noInfo = digest.toString();
    assertFalse(verify(new Proof(1, forged(pair, padded(noInfo, "", length))), pair));
  }

  private static String padded(String info, String behind, int length) {
    int fill = length - 3 - (info.length() + behind.length()) / 2;
    return "0001" + "ff".repeat(fill) + "00" + info + behind;
  }

  private static String shortPadding(String info, int length) {
    String start = "0001ffffffffffffffff00" + info;
    return start + "aa".repeat(length - start.length() / 2);
  }

  /// What the holder of the key itself could make: RSA over any block.
  private static Octets forged(KeyPair pair, String block) {
    RSAPrivateKey key = (RSAPrivateKey) pair.getPrivate();
    BigInteger value = new BigInteger(1, Octets.ofHex(block).toArray());
    return fixed(value.modPow(key.getPrivateExponent(), key.getModulus()), 256);
  }

  @Test
  void the_notify() throws Malformed {
    assertEquals(Octets.ofHex("0004000300020005"), SignaturePolicy.DEFAULT.notifyData());
    assertEquals(
        EnumSet.of(SignatureHash.SHA2_256, SignatureHash.IDENTITY),
        SignaturePolicy.announced(Octets.ofHex("000100020005fffe")));
    assertThrows(Malformed.class, () -> SignaturePolicy.announced(Octets.ofHex("000200")));
    assertThrows(Malformed.class, () -> SignaturePolicy.announced(Octets.of(new byte[4_096])));
  }

  private static KeyPair key(KeyType type) {
    return Objects.requireNonNull(KEYS.get(type));
  }

  private static SignatureScheme chosen(
      KeyType type, RsaFormat format, Set<SignatureHash> announced) {
    SignaturePolicy policy = new SignaturePolicy(SignaturePolicy.DEFAULT.hashes(), format);
    Octets data = sign(key(type), policy, announced).orElseThrow().data();
    return SignatureScheme.named(data.slice(1, 1 + data.at(0))).orElseThrow();
  }

  private static Optional<Proof> sign(
      KeyPair pair, SignaturePolicy policy, Set<SignatureHash> announced) {
    try {
      SigningKey key = SigningKey.of(pair.getPrivate());
      return SignatureAuth.sign(key, policy, announced, Entropy.system(), MESSAGE);
    } catch (Malformed e) {
      throw new AssertionError(e);
    }
  }

  private static boolean verify(Proof proof, KeyPair pair) {
    return SignatureAuth.verify(proof, SignaturePolicy.DEFAULT, pair.getPublic(), MESSAGE);
  }

  private static Octets fixed(BigInteger value, int length) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[length];
    int count = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - count, fixed, length - count, count);
    return Octets.of(fixed);
  }
}
