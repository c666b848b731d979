package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.ike.IkeProposal;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Key derivation with a pre-shared key: NIST's vectors for HMAC-SHA-256, and for what they do not
/// reach (the other hashes, IVs, key expansion, KEYMAT) the formulas of RFC 2409 written out with
/// nothing but the JDK.
class Phase1KeysTest {
  private static final Octets SHARED = octets(200, 1);
  private static final Octets COOKIES = octets(16, 2);
  private static final Octets NONCE_I = octets(32, 3);
  private static final Octets NONCE_R = octets(20, 4);
  private static final Octets PUBLIC_I = octets(256, 5);
  private static final Octets PUBLIC_R = octets(256, 6);
  private static final Octets PSK = octets(13, 7);
  private static final Octets LAST_BLOCK = octets(16, 8);

  /// NIST ACVP, kdf-components IKEv1 1.0, SHA2-256, psk, test cases 2136 and 2141. Columns: CKY-I,
  /// CKY-R, Ni, Nr, g^xy, pre-shared key, SKEYID, SKEYID_d, SKEYID_a, SKEYID_e.
  @ParameterizedTest
  @CsvSource(
      textBlock =
"""
        a16ad6c8d3beaa8a, 34c1dc36c1925118, 58b94b70c813c0ddbd172d13ed7f7be7131cf39a38471faf42105b429f25708365f945615e2727276443f8470721c11425c06734a628769e1baa98ef3b2520b55e3435ae93a0a87a519ac3afe63a59da009667bfdbcfb89aa7d90206a278c227f2de8260fcc1aa8d8043035fc21e771db03b68fd4d1394e19531703e2e28bd55fa86ce5e580a156894b4d370b04ecb1817302f60cdbcaec13cda6a122a3e4154b3b4ad8e378f4ee09b35bafbd5d1bb00439a7d707d7109a81505eda6eab19e4eb0a8416c4e0fb394a0add1d764c3c62a8154c3c88df2fdf420fc9dea24ee8d6d0d1ebe9bfc3c5407630a627b662aa4b2ef1295771fab6d6e443da9a316169e02, c65a59ec1991c55511ccd96da91c6d36ab6cc8ae9ac55eba8465ae2b5344194a7e83efa487b37cfc7076fc204cd67e4f962a0dec08290db5ffe1a0958e35cc0ded2643276c0360b859d1d7a77b5d9b24fb3c6020520670c2aa5ba8e86cd5ce481d777ee7fa798cf64a5ff379ecb811a7c90c6b5c7dea856b0e3ea0f8faaa184c4ac45f8d0564316699de0ad7717e014b53a2928422180c7c05834c2be025d4543664f8ed0365495c918e758a678aee5a6a801dcfff4eb143b163f24fc1c3f50e68716160d96bcc717192d3d45bbee0f7d20deed5333cc697c5d158d0d7bbef6563d1484781c1685956510bc6e677140a33c90ab02858dfb0b8e32141c423c37d, 1b907b025fe3990a0310ff0360984b1c66fd334c7111d9d23751080f, 47, f073774f85298ed7de2a388be3c37eb601994e4cbed981df5fb4d212e8615488, 08df93a5b8e413ae121ed13380a651e98b3953d50811f0daa0c27bc2013263c9, bd2c9e3956c89b476c12332fd8ad0c0eaabbe6505430e59de07de00f4184243c, 1222a33cb51d08066b2c2ca74500295f36e7ae6460983b8060ce5db5521e46aa
        6298955ee07aa4b3, a36f6208626240dd, e2dba3d177abfd03cc141c2b56e3036e88142c6a7fce3aca59296a940811e5c8ac72823145c4fff9f2ee1a21d117197a3b0074a30de7ff640de89677a4f0f1e736ed436f5e3f6efdb83a517f3348b3efa00f84f9f81bb5efe2e171b3c2b833446d4d6a8407b98ac0f96dbfc3d6e2467e9c582fd8355f34a0714a29e8ff686a77fd286179c64f48cfe7ba582dbc273a0cca701b2c2f306dcfc631d34f89727a529a7bea10ee10efb7845e09a22efbd1459ab35b7abb05f2e7395089b607cd2ef15c87288e6cd4bf25ebd6322218a71f50e7db1cb863d7dac30957e5ae35da8eb68121494e4cb920b66cbe5195c8fc3f1efebf919583af12a6d674478d8a2ce33d, 10f50640acf8ab7eaa42545f9ab860a4a9056a48ab1990828b39c788f91af57c25f1eda8fb38b30db70d22f2e5cc1629218e78d6f7c9a5fd9e02785f05638bcc35392bb1e2813322db611250162e840398cdec85e72bb651a3cf2a2f5a8e6fca5e38216acfaff60d146001ad1b48ccc931d3ed742de90556a3fb60d98f4782dd0f2d99e3f8b6d68642196fed82594c03a8b977dd6b7ef7f71c1920a6353827834d8307674c7583a9b059f324e12270c4a19612b6cbd0601695e6587b5f87e0353e500ff21eee99ba7042aecc958cde7594802e156e66d35d762556e62ff3ec5f2688b1bf970544d0ab801c9f2dd73cebcd886e4ce606bdf00fa6f762be453a8c, 1ebd56c80f4b25efa3f7099a7c4a8dcfdd7b6fb228c5563448578ead, f2, 384eaa8e0b2c5c348fc52062cf4afa34807d95094b03689ae919bbc83905a0fa, e10ad0dabb7adc74ed872c49242922543fc4e91945eb177f449dec0b3b94f82b, 86bf3a4702fba8226ad2e7136bb530a237a3efb2ad59427bf7f96202c3c4fea0, d2330be84242ee2b35b0389e041cf3dda0866ec3893dcd37e0fa8346f3e9a9e1
""")
  void nist(
      String cookieI,
      String cookieR,
      String nonceI,
      String nonceR,
      String shared,
      String psk,
      String skeyid,
      String d,
      String a,
      String e)
      throws Exception {
    Phase1Keys keys =
        Phase1Keys.derive(
            new IkeProposal(256, Hash.SHA2_256, Group.CURVE25519),
            secret(Octets.ofHex(psk)),
            Octets.ofHex(nonceI),
            Octets.ofHex(nonceR),
            secret(Octets.ofHex(shared)),
            Octets.ofHex(cookieI + cookieR),
            PUBLIC_I,
            PUBLIC_R);
    assertUses(
        keys,
        Hash.SHA2_256,
        Octets.ofHex(skeyid),
        Octets.ofHex(d),
        Octets.ofHex(a),
        Octets.ofHex(e));
  }

  @ParameterizedTest
  @CsvSource({
    "SHA1, 128",
    "SHA1, 192",
    "SHA1, 256",
    "SHA2_256, 128",
    "SHA2_256, 256",
    "SHA2_384, 256",
    "SHA2_512, 256"
  })
  void everyHashAndKeyLength(Hash hash, int keyBits) throws Exception {
    Phase1Keys keys = derive(hash, keyBits);
    Octets skeyid = hmac(hash, PSK, NONCE_I, NONCE_R);
    Octets d = hmac(hash, skeyid, SHARED, COOKIES, Octets.ofHex("00"));
    Octets a = hmac(hash, skeyid, d, SHARED, COOKIES, Octets.ofHex("01"));
    Octets e = hmac(hash, skeyid, a, SHARED, COOKIES, Octets.ofHex("02"));
    assertUses(keys, hash, skeyid, d, a, cipherKey(hash, e, keyBits / 8));
  }

  /// The cipher key of 24 and 32 octets is more than SHA-1 gives: K1 | K2 (RFC 2409 appendix B).
  private static Octets cipherKey(Hash hash, Octets e, int length) throws Exception {
    if (e.length() >= length) {
      return e.slice(0, length);
    }
    Octets k1 = hmac(hash, e, Octets.ofHex("00"));
    Octets k2 = hmac(hash, e, k1);
    return Octets.concat(k1, k2).slice(0, length);
  }

  @ParameterizedTest
  @CsvSource({"SHA1", "SHA2_256", "SHA2_384", "SHA2_512"})
  void initialisationVectors(Hash hash) throws Exception {
    Phase1Keys keys = derive(hash, 128);
    assertEquals(digest(hash, PUBLIC_I, PUBLIC_R).slice(0, 16), keys.firstIv());
    assertEquals(
        digest(hash, LAST_BLOCK, Octets.ofHex("80000001")).slice(0, 16),
        keys.phase2Iv(LAST_BLOCK, 0x80000001));
  }

  /// KEYMAT = K1 | K2 | ..., K1 = prf(SKEYID_d, [g(qm)^xy |] protocol | SPI | Ni | Nr), each later
  /// one with its predecessor in front (RFC 2409 section 5.5).
  @ParameterizedTest
  @CsvSource({
    "SHA1, 36",
    "SHA1, 64",
    "SHA2_256, 20",
    "SHA2_256, 32",
    "SHA2_256, 33",
    "SHA2_256, 64",
    "SHA2_384, 96",
    "SHA2_512, 96"
  })
  void keyMaterialWithAndWithoutPfs(Hash hash, int length) throws Exception {
    Phase1Keys keys = derive(hash, 128);
    Octets skeyid = hmac(hash, PSK, NONCE_I, NONCE_R);
    Octets d = hmac(hash, skeyid, SHARED, COOKIES, Octets.ofHex("00"));
    for (Octets shared : new Octets[] {Octets.EMPTY, octets(32, 9)}) {
      Octets seed = Octets.concat(shared, Octets.ofHex("03fedcba98"), NONCE_I, NONCE_R);
      Octets expected = Octets.EMPTY;
      Octets block = Octets.EMPTY;
      while (expected.length() < length) {
        block = hmac(hash, d, block, seed);
        expected = Octets.concat(expected, block);
      }
      assertEquals(
          secret(expected.slice(0, length)),
          keys.keyMaterial(shared, 3, 0xfedcba98, NONCE_I, NONCE_R, length));
    }
  }

  @Test
  void theTwoDirectionsHaveDifferentKeys() {
    Phase1Keys keys = derive(Hash.SHA2_256, 128);
    Secret one = keys.keyMaterial(Octets.EMPTY, 3, 1, NONCE_I, NONCE_R, 36);
    Secret other = keys.keyMaterial(Octets.EMPTY, 3, 2, NONCE_I, NONCE_R, 36);
    assertNotEquals(one, other);
  }

  /// Each key shows in what it is used for: HASH_I, HASH(1), KEYMAT, encryption.
  private static void assertUses(
      Phase1Keys keys, Hash hash, Octets skeyid, Octets d, Octets a, Octets cipherKey)
      throws GeneralSecurityException, Malformed {
    Octets cookieI = COOKIES.slice(0, 8);
    Octets cookieR = COOKIES.slice(8, 16);
    Octets body = octets(60, 10);
    Octets id = octets(8, 11);
    assertEquals(
        hmac(hash, skeyid, PUBLIC_I, PUBLIC_R, cookieI, cookieR, body, id),
        keys.authentication(PUBLIC_I, PUBLIC_R, cookieI, cookieR, body, id));
    assertEquals(hmac(hash, a, body, id), keys.prfA(body, id));
    Octets seed = Octets.concat(Octets.ofHex("0300000001"), NONCE_I, NONCE_R);
    assertEquals(
        secret(hmac(hash, d, seed)),
        keys.keyMaterial(Octets.EMPTY, 3, 1, NONCE_I, NONCE_R, hash.length()));
    Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(cipherKey.toArray(), "AES"),
        new IvParameterSpec(LAST_BLOCK.toArray()));
    Octets sealed = keys.encrypt(LAST_BLOCK, body);
    assertEquals(Octets.of(cipher.doFinal(Arrays.copyOf(body.toArray(), 64))), sealed);
    assertEquals(body, keys.decrypt(LAST_BLOCK, sealed).slice(0, 60));
  }

  private static Phase1Keys derive(Hash hash, int keyBits) {
    return Phase1Keys.derive(
        new IkeProposal(keyBits, hash, Group.MODP_1536),
        secret(PSK),
        NONCE_I,
        NONCE_R,
        secret(SHARED),
        COOKIES,
        PUBLIC_I,
        PUBLIC_R);
  }

  private static Octets hmac(Hash hash, Octets key, Octets... parts)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("Hmac" + hash.digestName().replace("-", ""));
    mac.init(new SecretKeySpec(key.toArray(), "HMAC"));
    return Octets.of(mac.doFinal(Octets.concat(parts).toArray()));
  }

  private static Octets digest(Hash hash, Octets... parts) throws GeneralSecurityException {
    return Octets.of(
        MessageDigest.getInstance(hash.digestName()).digest(Octets.concat(parts).toArray()));
  }

  private static Secret secret(Octets octets) {
    return Secret.adopt(octets.toArray());
  }

  /// Octets that differ from those of every other `salt`.
  private static Octets octets(int length, int salt) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 7 + salt * 31);
    }
    return Octets.of(bytes);
  }
}
