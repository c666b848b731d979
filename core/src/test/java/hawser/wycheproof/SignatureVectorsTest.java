package hawser.wycheproof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.crypto.SignatureScheme;
import hawser.ike.Proof;
import hawser.ike.auth.SignatureAuth;
import hawser.ike.auth.SignaturePolicy;
import hawser.ike.auth.SignaturePolicy.RsaFormat;
import hawser.wycheproof.Vectors.Result;
import hawser.wycheproof.Vectors.Vector;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Signatures as a peer's AUTH payload brings them: method 14, and method 1 where RSA has one.
/// `acceptable` ones leave the NULL out of the DigestInfo of PKCS#1 v1.5 and are refused: the block
/// is compared whole.
class SignatureVectorsTest {
  @ParameterizedTest
  @CsvSource({
    "ecdsa_secp256r1_sha256, EC, ECDSA_SHA2_256, 484",
    "ecdsa_secp384r1_sha384, EC, ECDSA_SHA2_384, 504",
    "ecdsa_secp521r1_sha512, EC, ECDSA_SHA2_512, 542",
    "ed25519, EdDSA, ED25519, 151",
    "ed448, EdDSA, ED448, 87",
    "rsa_pss_2048_sha256_mgf1_32, RSA, RSA_PSS_SHA2_256, 108",
    "rsa_pss_2048_sha384_mgf1_48, RSA, RSA_PSS_SHA2_384, 141",
    "rsa_pss_3072_sha256_mgf1_32, RSA, RSA_PSS_SHA2_256, 108",
    "rsa_pss_4096_sha256_mgf1_32, RSA, RSA_PSS_SHA2_256, 108",
    "rsa_pss_4096_sha384_mgf1_48, RSA, RSA_PSS_SHA2_384, 141",
    "rsa_pss_4096_sha512_mgf1_64, RSA, RSA_PSS_SHA2_512, 179",
    "rsa_signature_2048_sha256, RSA, RSA_PKCS1_SHA2_256, 259",
    "rsa_signature_2048_sha384, RSA, RSA_PKCS1_SHA2_384, 258",
    "rsa_signature_2048_sha512, RSA, RSA_PKCS1_SHA2_512, 259",
    "rsa_signature_3072_sha256, RSA, RSA_PKCS1_SHA2_256, 259",
    "rsa_signature_3072_sha384, RSA, RSA_PKCS1_SHA2_384, 259",
    "rsa_signature_3072_sha512, RSA, RSA_PKCS1_SHA2_512, 260",
    "rsa_signature_4096_sha256, RSA, RSA_PKCS1_SHA2_256, 258",
    "rsa_signature_4096_sha384, RSA, RSA_PKCS1_SHA2_384, 259",
    "rsa_signature_4096_sha512, RSA, RSA_PKCS1_SHA2_512, 259",
  })
  void aPeersSignature(String file, String algorithm, SignatureScheme scheme, int count)
      throws Exception {
    Octets name = scheme.identifier().orElseThrow();
    SignaturePolicy policy = new SignaturePolicy(List.of(scheme.hash()), RsaFormat.PKCS1);
    int seen = 0;
    for (Vector vector : Vectors.of(file)) {
      PublicKey key =
          KeyFactory.getInstance(algorithm)
              .generatePublic(new X509EncodedKeySpec(vector.octets("publicKeyDer").toArray()));
      Octets signature = vector.octets("sig");
      Octets data = new Writer().u8(name.length()).octets(name).octets(signature).toOctets();
      boolean expected = vector.result() == Result.VALID;
      assertEquals(expected, verify(new Proof(14, data), policy, key, vector), vector::toString);
      if (file.startsWith("rsa_signature")) {
        assertEquals(
            expected, verify(new Proof(1, signature), policy, key, vector), vector::toString);
      }
      seen++;
    }
    assertEquals(count, seen);
  }

  private static boolean verify(Proof proof, SignaturePolicy policy, PublicKey key, Vector vector) {
    return SignatureAuth.verify(proof, policy, key, vector.octets("msg"));
  }
}
