package hawser.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Der;
import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Entropy;
import hawser.crypto.KeyType;
import hawser.crypto.SigningKey;
import hawser.pki.Issuer.Spec;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

/// What is a certificate, and what is refused before it is one (H22).
class CertificateTest {
  private static final Issuer ROOT = Issuer.root("CN=Root");
  private static final Octets LEAF =
      ROOT.issue(
          new Spec("C=DE, O=Example, CN=leaf", Issuer.ec("secp384r1"))
              .names(
                  Issuer.dns("hub.example.org"), Issuer.email("a@b.org"), Issuer.ip("0a000001")));

  @Test
  void its_parts() throws Malformed {
    Certificate leaf = Certificate.parse(LEAF);
    assertEquals("C=DE,O=Example,CN=leaf", leaf.toString());
    assertEquals(KeyType.ECDSA_384, leaf.keyType());
    assertEquals(3, leaf.names().size());
    assertFalse(leaf.isAuthority());
    assertTrue(Certificate.parse(ROOT.certificate()).isAuthority());
    assertEquals(leaf, Certificate.parse(LEAF));
  }

  @Test
  void truncated_longer_and_changed_ones() {
    for (int length = 0; length < LEAF.length(); length++) {
      Octets part = LEAF.slice(0, length);
      assertThrows(Malformed.class, () -> Certificate.parse(part));
    }
    assertThrows(
        Malformed.class, () -> Certificate.parse(Octets.concat(LEAF, Octets.of((byte) 0))));
    Octets pem = Issuer.text(Pem.of(Pem.CERTIFICATE, LEAF));
    assertThrows(Malformed.class, () -> Certificate.parse(pem));
  }

  @Test
  void any_octet_changed_is_refused_or_read_but_never_anything_else() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] octets = LEAF.toArray();
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
      }
      try {
        assertEquals(Octets.of(octets), Certificate.parse(Octets.of(octets)).der());
      } catch (Malformed e) {
        assertTrue(String.valueOf(e.getMessage()).length() < 200);
      }
    }
  }

  @Test
  void nested_10_000_deep_and_too_large() {
    Octets nest = Octets.EMPTY;
    Octets shallow = Der.of(0xa3, Der.NULL);
    for (int i = 0; i < 3_900; i++) {
      nest = Der.sequence(nest);
    }
    Octets deep = Der.sequence(nest, shallow);
    Octets indefinite = Octets.ofHex("3080".repeat(8_000));
    assertTimeoutPreemptively(
        Duration.ofSeconds(2),
        () -> {
          assertThrows(Malformed.class, () -> Certificate.parse(deep));
          assertThrows(Malformed.class, () -> Certificate.parse(indefinite));
        });
    assertThrows(
        Malformed.class, () -> Certificate.parse(Octets.of(new byte[Certificate.LARGEST + 1])));
  }

  @Test
  void keys_that_may_not_sign() throws Exception {
    for (KeyPair weak :
        new KeyPair[] {
          Issuer.keys("RSA", 1_024), Issuer.keys("DSA", 2_048), Issuer.keys("X25519", 0)
        }) {
      Octets certificate = ROOT.issue(new Spec("CN=weak", weak));
      assertThrows(Malformed.class, () -> Certificate.parse(certificate));
    }
    BigInteger modulus =
        ((java.security.interfaces.RSAPublicKey) ROOT.keys().getPublic()).getModulus();
    for (BigInteger exponent :
        new BigInteger[] {BigInteger.ONE, BigInteger.TWO, BigInteger.ONE.shiftLeft(40).setBit(0)}) {
      assertThrows(Malformed.class, () -> KeyType.of(rsa(modulus, exponent)));
    }
    BigInteger huge = BigInteger.ONE.shiftLeft(16_383).setBit(0);
    assertThrows(Malformed.class, () -> KeyType.of(rsa(huge, BigInteger.valueOf(65_537))));
    BigInteger even = modulus.clearBit(0);
    assertThrows(Malformed.class, () -> KeyType.of(rsa(even, BigInteger.valueOf(65_537))));
  }

  private static PublicKey rsa(BigInteger modulus, BigInteger exponent) throws Exception {
    try {
      return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    } catch (java.security.spec.InvalidKeySpecException e) {
      throw new Malformed("the JDK refuses it by itself");
    }
  }

  @Test
  void private_keys_in_every_armour() throws Exception {
    KeyPair ec = Issuer.ec("secp256r1");
    String clear = Pem.of(Pem.PRIVATE_KEY, Octets.of(ec.getPrivate().getEncoded()));
    SigningKey key = PrivateKeys.parse(clear, Optional.empty());
    assertEquals(KeyType.ECDSA_256, key.type());
    assertTrue(key.belongsTo(ec.getPublic(), Entropy.system()));
    assertFalse(key.belongsTo(Issuer.ec("secp256r1").getPublic(), Entropy.system()));
    assertFalse(key.belongsTo(ROOT.keys().getPublic(), Entropy.system()));
    assertFalse(key.toString().contains("d="));
    assertThrows(Malformed.class, () -> PrivateKeys.parse("nothing", Optional.empty()));
  }

  /// Made with `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`, then `openssl ec`
  /// and `openssl pkcs8 -topk8 -passout pass:hawser`.
  @Test
  void the_same_key_from_openssl_in_three_ways() throws Exception {
    Secret password = Secret.copyOf("hawser".getBytes(StandardCharsets.UTF_8));
    PublicKey open =
        KeyFactory.getInstance("EC")
            .generatePublic(
                new X509EncodedKeySpec(
                    Pem.contents(OpenSslKeys.PUBLIC, "PUBLIC KEY").getFirst().toArray()));
    for (String pem : List.of(OpenSslKeys.PKCS8, OpenSslKeys.SEC1, OpenSslKeys.ENCRYPTED)) {
      SigningKey key = PrivateKeys.parse(pem, Optional.of(password));
      assertTrue(key.belongsTo(open, Entropy.system()));
    }
    Secret wrong = Secret.copyOf(new byte[] {'x'});
    assertThrows(
        Malformed.class, () -> PrivateKeys.parse(OpenSslKeys.ENCRYPTED, Optional.of(wrong)));
    assertThrows(Malformed.class, () -> PrivateKeys.parse(OpenSslKeys.ENCRYPTED, Optional.empty()));
    assertEquals(KeyType.RSA, PrivateKeys.parse(OpenSslKeys.PKCS1, Optional.empty()).type());
  }

  @Test
  void names_by_their_attributes() throws Malformed {
    DistinguishedName name =
        DistinguishedName.of(new X500Principal("C=DE, O=\"Example, Inc\", OU=Sites, CN=Hub 1"));
    assertTrue(name.contains(DistinguishedName.parse("ou=sites, O=\"Example, Inc\"")));
    assertFalse(name.contains(DistinguishedName.parse("O=Example")));
    assertTrue(name.hasCommonName("hub 1"));
    assertFalse(name.hasCommonName("Hub"));
    assertFalse(name.hasCommonName("Hub 1,OU=Sites"));
    assertThrows(Malformed.class, () -> DistinguishedName.parse("hub"));
  }
}
