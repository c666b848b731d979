package hawser.wycheproof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Entropy;
import hawser.crypto.Group;
import hawser.crypto.KeyExchange;
import hawser.crypto.MlKem;
import hawser.wycheproof.Vectors.Result;
import hawser.wycheproof.Vectors.Vector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Public values as a peer's KE payload brings them.
class KeyAgreementVectorsTest {
  /// The KE payload has both coordinates and no octet 4 in front (RFC 5903): what has another form,
  /// such as the compressed one of the `acceptable` vectors, has the wrong length.
  @ParameterizedTest
  @CsvSource({
    "ecdh_secp256r1_ecpoint, ECP_256, 355",
    "ecdh_secp384r1_ecpoint, ECP_384, 790",
    "ecdh_secp521r1_ecpoint, ECP_521, 661",
  })
  void ecp(String file, Group group, int count) throws Exception {
    int seen = 0;
    for (Vector vector : Vectors.of(file)) {
      KeyExchange own = KeyExchange.generate(group, reversed(vector.octets("private")));
      Octets point = vector.octets("public");
      boolean uncompressed = !point.isEmpty() && point.at(0) == 4;
      Octets value = uncompressed ? point.slice(1, point.length()) : point;
      if (vector.result() == Result.VALID) {
        assertEquals(vector.text("shared"), hex(own.agree(value)), vector::toString);
      } else {
        assertThrows(Malformed.class, () -> own.agree(value), vector::toString);
      }
      seen++;
    }
    assertEquals(count, seen);
  }

  /// RFC 7748 leaves non-canonical and low-order values to the user. Ours: every value is taken as
  /// the field element that it is, and a result of zero is refused (RFC 8031 section 3.1).
  @ParameterizedTest
  @CsvSource({"x25519, CURVE25519, 518", "x448, CURVE448, 510"})
  void montgomery(String file, Group group, int count) throws Exception {
    int seen = 0;
    for (Vector vector : Vectors.of(file)) {
      KeyExchange own = KeyExchange.generate(group, exactly(vector.octets("private")));
      Octets value = vector.octets("public");
      boolean refused = vector.result() == Result.INVALID || vector.octets("shared").isZero();
      if (refused) {
        assertThrows(Malformed.class, () -> own.agree(value), vector::toString);
      } else {
        assertEquals(vector.text("shared"), hex(own.agree(value)), vector::toString);
      }
      seen++;
    }
    assertEquals(count, seen);
  }

  @ParameterizedTest
  @CsvSource({
    "mlkem_512, ML_KEM_512, 193",
    "mlkem_768, ML_KEM_768, 193",
    "mlkem_1024, ML_KEM_1024, 193",
  })
  void aPeersCiphertext(String file, MlKem.Size size, int count) throws Exception {
    int seen = 0;
    for (Vector vector : Vectors.of(file)) {
      Octets seed = vector.octets("seed");
      Octets ciphertext = vector.octets("c");
      if (vector.isValid()) {
        MlKem own = MlKem.generate(size, inTurn(seed));
        assertEquals(vector.octets("ek"), own.publicValue(), vector::toString);
        assertEquals(vector.text("K"), hex(own.decapsulate(ciphertext)), vector::toString);
      } else {
        // A seed of another length is nothing that our generator could draw; a ciphertext is.
        boolean ours = seed.length() == 64;
        MlKem own = MlKem.generate(size, inTurn(ours ? seed : Octets.of(new byte[64])));
        boolean refused = !ours || ciphertext.length() != size.ciphertextLength();
        assertTrue(refused, vector::toString);
        if (ours) {
          assertThrows(Malformed.class, () -> own.decapsulate(ciphertext), vector::toString);
        }
      }
      seen++;
    }
    assertEquals(count, seen);
  }

  @ParameterizedTest
  @CsvSource({
    "mlkem_512_encaps, ML_KEM_512, 261",
    "mlkem_768_encaps, ML_KEM_768, 265",
    "mlkem_1024_encaps, ML_KEM_1024, 269",
  })
  void aPeersEncapsulationKey(String file, MlKem.Size size, int count) throws Exception {
    int seen = 0;
    for (Vector vector : Vectors.of(file)) {
      Octets key = vector.octets("ek");
      Entropy message = exactly(vector.octets("m"));
      if (vector.isValid()) {
        MlKem.Encapsulation made = MlKem.encapsulate(size, key, message);
        assertEquals(vector.octets("c"), made.ciphertext(), vector::toString);
        assertEquals(vector.text("K"), hex(made.secret()), vector::toString);
      } else {
        assertThrows(
            Malformed.class, () -> MlKem.encapsulate(size, key, message), vector::toString);
      }
      seen++;
    }
    assertEquals(count, seen);
  }

  /// The JDK's generator of EC keys takes more octets than a scalar has and reads them from the
  /// least significant one.
  private static Entropy reversed(Octets scalar) {
    return target -> {
      java.util.Arrays.fill(target, (byte) 0);
      for (int i = 0; i < scalar.length(); i++) {
        target[i] = (byte) scalar.at(scalar.length() - 1 - i);
      }
    };
  }

  private static Entropy exactly(Octets octets) {
    return target -> System.arraycopy(octets.toArray(), 0, target, 0, target.length);
  }

  /// The generator of ML-KEM keys draws d, then z.
  private static Entropy inTurn(Octets octets) {
    int[] at = new int[1];
    return target -> {
      System.arraycopy(octets.toArray(), at[0], target, 0, target.length);
      at[0] += target.length;
    };
  }

  private static String hex(Secret secret) {
    return Octets.of(secret.toArray()).toString();
  }
}
