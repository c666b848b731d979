package hawser.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Random;
import javax.crypto.KeyAgreement;
import javax.crypto.interfaces.DHPublicKey;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPublicKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Published vectors of the groups, with the private value as the only randomness.
class KeyExchangeVectorTest {
  private static final String MODP_1536 =
      "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74"
          + "020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437"
          + "4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
          + "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05"
          + "98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb"
          + "9ed529077096966d670c354e4abc9804f1746c08ca237327ffffffffffffffff";
  private static final String MODP_2048 =
      MODP_1536.substring(0, MODP_1536.length() - 24)
          + "ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df0"
          + "6f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a"
          + "8aacaa68ffffffffffffffff";

  /// RFC 5903 sections 8.1 to 8.3: the secret is the X coordinate. Columns: group, private value,
  /// public value, peer's public value, secret.
  @ParameterizedTest
  @CsvSource({
    "ECP_256, c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433,"
        + " dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c37725811805271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3,"
        + " d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf6356fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab,"
        + " d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de",
    "ECP_384,"
        + " 099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655e35b538041e649ee3faef896783ab194,"
        + " 667842d7d180ac2cde6f74f37551f55755c7645c20ef73e31634fe72b4c55ee6de3ac808acb4bdb4c88732aee95f41aa9482ed1fc0eeb9cafc4984625ccfc23f65032149e0e144ada024181535a0f38eeb9fcff3c2c947dae69b4c634573a81c,"
        + " e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc509d0d1ac43a0336def96fda41d0774a3571dcfbec7aacf3196472169e838430367f66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e6386c,"
        + " 11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4d603135569b9e9d09cf5d4a270f59746",
    "ECP_521,"
        + " 0037ade9319a89f4dabdb3ef411aaccca5123c61acab57b5393dce47608172a095aa85a30fe1c2952c6771d937ba9777f5957b2639bab072462f68c27a57382d4a52,"
        + " 0015417e84dbf28c0ad3c278713349dc7df153c897a1891bd98bab4357c9ecbee1e3bf42e00b8e380aeae57c2d107564941885942af5a7f4601723c4195d176ced3e017cae20b6641d2eeb695786d8c946146239d099e18e1d5a514c739d7cb4a10ad8a788015ac405d7799dc75e7b7d5b6cf2261a6a7f1507438bf01beb6ca3926f9582,"
        + " 00d0b3975ac4b799f5bea16d5e13e9af971d5e9b984c9f39728b5e5739735a219b97c356436adc6e95bb0352f6be64a6c2912d4ef2d0433ced2b6171640012d9460f015c68226383956e3bd066e797b623c27ce0eac2f551a10c2c724d9852077b87220b6536c5c408a1d2aebb8e86d678ae49cb57091f4732296579ab44fcd17f0fc56a,"
        + " 01144c7d79ae6956bc8edb8e7c787c4521cb086fa64407f97894e5e6b2d79b04d1427e73ca4baa240a34786859810c06b3c715a3a8cc3151f2bee417996d19f3ddea",
  })
  void ecp(Group group, String own, String ownPublic, String peerPublic, String shared)
      throws Malformed {
    KeyExchange exchange = KeyExchange.generate(group, littleEndian(own));
    assertEquals(Octets.ofHex(ownPublic), exchange.publicValue());
    assertEquals(secret(shared), exchange.agree(Octets.ofHex(peerPublic)));
  }

  /// RFC 7748 section 5.2; the top bit of the second coordinate is to be ignored.
  @ParameterizedTest
  @CsvSource({
    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
        + " e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
        + " c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
        + " e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
        + " 95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
  })
  void curve25519(String own, String peer, String shared) throws Malformed {
    KeyExchange exchange = KeyExchange.generate(Group.CURVE25519, exactly(own));
    assertEquals(secret(shared), exchange.agree(Octets.ofHex(peer)));
  }

  /// RFC 3526 sections 2 and 3.
  @ParameterizedTest
  @EnumSource(
      value = Group.class,
      names = {"MODP_1536", "MODP_2048"})
  void modpPrimes(Group group) {
    assertEquals(prime(group), Modp.primeOf(group));
  }

  /// Against the JDK's own Diffie-Hellman, which shares no code with ours.
  @ParameterizedTest
  @EnumSource(
      value = Group.class,
      names = {"MODP_1536", "MODP_2048"})
  void modpAgreesWithTheJdk(Group group) throws Exception {
    KeyExchange ours = KeyExchange.generate(group, new Random(11)::nextBytes);
    DHParameterSpec parameters = new DHParameterSpec(prime(group), BigInteger.TWO);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("DiffieHellman");
    generator.initialize(parameters);
    KeyPair theirs = generator.generateKeyPair();
    BigInteger theirPublic = ((DHPublicKey) theirs.getPublic()).getY();
    assertEquals(
        agreedByJdk(theirs, ours.publicValue(), parameters),
        ours.agree(Octets.of(fixed(theirPublic, group.publicLength()))));
  }

  /// RFC 6989 section 2.1.
  @ParameterizedTest
  @EnumSource(
      value = Group.class,
      names = {"MODP_1536", "MODP_2048"})
  void modpRefusesValuesOutOfRange(Group group) {
    KeyExchange ours = KeyExchange.generate(group, new Random(12)::nextBytes);
    BigInteger p = prime(group);
    for (BigInteger bad :
        new BigInteger[] {
          BigInteger.ZERO, BigInteger.ONE, p.subtract(BigInteger.ONE), p, p.add(BigInteger.ONE)
        }) {
      Octets value = Octets.of(fixed(bad, group.publicLength()));
      assertThrows(Malformed.class, () -> ours.agree(value));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Group.class,
      names = {"MODP_1536", "MODP_2048", "ECP_256", "ECP_384", "ECP_521", "CURVE25519"})
  void zerosAndOtherLengthsAreRefused(Group group) {
    KeyExchange ours = KeyExchange.generate(group, new Random(13)::nextBytes);
    int length = group.publicLength();
    for (int wrong : new int[] {0, 1, length - 1, length, length + 1, 2 * length}) {
      assertThrows(Malformed.class, () -> ours.agree(Octets.of(new byte[wrong])));
    }
  }

  private static Secret agreedByJdk(KeyPair own, Octets peer, DHParameterSpec parameters)
      throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("DiffieHellman");
    agreement.init(own.getPrivate());
    BigInteger y = new BigInteger(1, peer.toArray());
    agreement.doPhase(
        java.security.KeyFactory.getInstance("DiffieHellman")
            .generatePublic(new DHPublicKeySpec(y, parameters.getP(), parameters.getG())),
        true);
    return Secret.adopt(agreement.generateSecret());
  }

  private static BigInteger prime(Group group) {
    return new BigInteger(group == Group.MODP_1536 ? MODP_1536 : MODP_2048, 16);
  }

  private static byte[] fixed(BigInteger value, int length) {
    byte[] bytes = value.toByteArray();
    byte[] fixed = new byte[length];
    int count = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - count, fixed, length - count, count);
    return fixed;
  }

  /// The JDK takes more octets than a scalar has and reads them from the least significant one.
  private static Entropy littleEndian(String scalar) {
    byte[] big = Octets.ofHex(scalar).toArray();
    return target -> {
      java.util.Arrays.fill(target, (byte) 0);
      for (int i = 0; i < big.length; i++) {
        target[i] = big[big.length - 1 - i];
      }
    };
  }

  private static Entropy exactly(String octets) {
    return target -> Octets.ofHex(octets).copyTo(target, 0);
  }

  private static Secret secret(String hex) {
    return Secret.adopt(Octets.ofHex(hex).toArray());
  }
}
