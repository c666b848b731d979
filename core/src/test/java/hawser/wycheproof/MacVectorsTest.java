package hawser.wycheproof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import hawser.wycheproof.Vectors.Vector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// HMAC as IKE's pseudo-random function, truncated where a vector is.
class MacVectorsTest {
  @ParameterizedTest
  @CsvSource({
    "hmac_sha1, SHA1, 170",
    "hmac_sha256, SHA2_256, 174",
    "hmac_sha384, SHA2_384, 174",
    "hmac_sha512, SHA2_512, 174",
  })
  void hmac(String file, Hash hash, int count) {
    int seen = 0;
    for (Vector vector : Vectors.of(file)) {
      Secret whole =
          Hmac.prf(hash, Secret.adopt(vector.octets("key").toArray()), vector.octets("msg"));
      Octets tag = vector.octets("tag");
      boolean equal = whole.slice(0, tag.length()).equals(Secret.adopt(tag.toArray()));
      assertEquals(vector.isValid(), equal, vector::toString);
      seen++;
    }
    assertEquals(count, seen);
  }
}
