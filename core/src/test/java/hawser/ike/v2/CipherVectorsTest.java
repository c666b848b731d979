package hawser.ike.v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.Entropy;
import hawser.crypto.EspSuite;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import hawser.crypto.Integrity;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.wycheproof.Vectors;
import hawser.wycheproof.Vectors.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wycheproof's ciphers as the Encrypted payload of IKEv2: the additional data is what stands
/// before it, the text ends with the padding's length. A vector that no such payload can be
/// (another IV or tag length, a key that AES-GCM has not in ESP) is refused before anything is
/// decrypted.
class CipherVectorsTest {
  @ParameterizedTest
  @CsvSource({"aes_gcm, 316", "chacha20_poly1305, 325"})
  void aead(String file, int count) throws Exception {
    int seen = 0;
    for (Vector vector : Vectors.of(file)) {
      boolean expressible =
          vector.number("ivSize") == 96
              && vector.number("tagSize") == 128
              && vector.octets("iv").length() == 12;
      if (expressible) {
        judge(
            vector, open(vector, vector.octets("aad"), vector.octets("ct")), vector.octets("msg"));
      } else {
        assertFalse(vector.octets("iv").length() == 12 && vector.number("tagSize") == 128);
      }
      seen++;
    }
    assertEquals(count, seen);
  }

  private static void judge(Vector vector, Outcome outcome, Octets message) throws IkeError {
    if (!vector.isValid()) {
      assertEquals(IkeDrop.BAD_ICV, outcome.reason, vector::toString);
    } else if (message.isEmpty()) {
      assertEquals(IkeDrop.BAD_ICV, outcome.reason, vector::toString); // not even a padding length
    } else if (message.at(message.length() - 1) >= message.length()) {
      assertEquals(
          IkeDrop.MALFORMED, outcome.reason, vector::toString); // authentic, but no padding
    } else {
      assertEquals(Padding.strip(message), outcome.clear, vector::toString);
    }
  }

  /// AES-CBC as it is, without PKCS#5: what comes out has that padding exactly when the vector is
  /// valid.
  @Test
  void cbc() throws Exception {
    int seen = 0;
    for (Vector vector : Vectors.of("aes_cbc_pkcs5")) {
      Octets text = vector.octets("ct");
      if (text.isEmpty() || text.length() % 16 != 0) {
        assertFalse(vector.isValid(), vector::toString);
        assertEquals(IkeDrop.BAD_ICV, openCbc(vector, text).reason, vector::toString);
      } else {
        Octets padded = cbc(vector).decrypt(vector.octets("iv"), text);
        assertEquals(vector.isValid(), isPkcs5(padded, vector.octets("msg")), vector::toString);
      }
      seen++;
    }
    assertEquals(216, seen);
  }

  private static boolean isPkcs5(Octets padded, Octets message) {
    int fill = 16 - message.length() % 16;
    byte[] behind = new byte[fill];
    java.util.Arrays.fill(behind, (byte) fill);
    return padded.equals(Octets.concat(message, Octets.of(behind)));
  }

  /// HKDF is prf and prf+ (RFC 5869, RFC 7296 section 2.13): extract is prf(salt, ikm), expand is
  /// prf+(prk, info).
  @ParameterizedTest
  @CsvSource({
    "hkdf_sha1, SHA1, 87",
    "hkdf_sha256, SHA2_256, 86",
    "hkdf_sha384, SHA2_384, 83",
    "hkdf_sha512, SHA2_512, 83",
  })
  void prfPlus(String file, Hash hash, int count) {
    int seen = 0;
    for (Vector vector : Vectors.of(file)) {
      Secret salt = Secret.adopt(vector.octets("salt").toArray());
      Secret key = Hmac.prf(hash, salt, vector.octets("ikm"));
      int size = vector.number("size");
      if (vector.isValid()) {
        Secret output = Hmac.prfPlus(hash, key, vector.octets("info"), size);
        assertEquals(vector.octets("okm"), Octets.of(output.toArray()), vector::toString);
      } else {
        assertThrows(
            IllegalArgumentException.class,
            () -> Hmac.prfPlus(hash, key, vector.octets("info"), size),
            vector::toString);
      }
      seen++;
    }
    assertEquals(count, seen);
  }

  private record Outcome(Octets clear, IkeDrop reason) {}

  private static Outcome open(Vector vector, Octets aad, Octets text) {
    Octets iv = vector.octets("iv");
    Encryption encryption =
        vector.file().equals("aes_gcm") ? Encryption.AES_GCM_16 : Encryption.CHACHA20_POLY1305;
    Octets key = Octets.concat(vector.octets("key"), iv.slice(0, 4));
    EspSuite suite = EspSuite.aead(encryption, vector.number("keySize"));
    try (SkCipher cipher =
        SkCipher.of(
            suite, Secret.adopt(key.toArray()), Secret.adopt(new byte[0]), Entropy.system())) {
      return outcome(cipher, aad, Octets.concat(iv.slice(4, 12), text, vector.octets("tag")));
    }
  }

  private static Outcome openCbc(Vector vector, Octets text) {
    try (CbcCipher cipher = cbc(vector)) {
      Octets sealed = Octets.concat(vector.octets("iv"), text, Octets.of(new byte[16]));
      return outcome(cipher, Octets.EMPTY, sealed);
    }
  }

  private static CbcCipher cbc(Vector vector) {
    return new CbcCipher(
        EspSuite.of(Encryption.AES_CBC, vector.number("keySize"), Integrity.HMAC_SHA2_256_128),
        Secret.adopt(vector.octets("key").toArray()),
        Secret.adopt(new byte[32]),
        Entropy.system());
  }

  private static Outcome outcome(SkCipher cipher, Octets aad, Octets sealed) {
    try {
      return new Outcome(cipher.open(aad, sealed), IkeDrop.KEEPALIVE);
    } catch (IkeError e) {
      return new Outcome(Octets.EMPTY, e.reason());
    }
  }
}
