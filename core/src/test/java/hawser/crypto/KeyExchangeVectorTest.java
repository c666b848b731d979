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
import org.junit.jupiter.api.Test;
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
  private static final String MODP_1024 = MODP_1536.substring(0, 235) + "65381ffffffffffffffff";
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

  /// Made with OpenSSL 3.0. Columns as above.
  @ParameterizedTest
  @CsvSource({
    "BRAINPOOL_P224, 42f1d48841abd06f614597409e9b065e2962263a82659232f20f6632,"
        + " c54348fc66180af28b290381e6b53ad9fa148f33f79e33bcc787d842d5fec15278c36c16b6729d63ed39f0e09f0cddf7c69acd2af9136a63,"
        + " 33fe7db7c97e5d6dcb3b731bb548f83f8be32fc9cfc70214790d4b1d2cef5b97fab6ff721aae2acbe948a57902148a9290223a909bbd55c2,"
        + " 9cdec41044f36d00ebdd0b08383c394c93935ca48f82684797fa6eb1",
    "BRAINPOOL_P256, 9e46fc7dc417da291ed3afbdc1710feb973f1b90939353483fcb32ec2128dad7,"
        + " 8f2e12913624e8d58e0aa6b12c367f30f4548ec57ce003a360217c57976f84f830950df3b6ae759c33df9f1757043e66f9c0fae18dc1b54127525f530982ef61,"
        + " 2a50a05340539839603329d3d5ec65cdacf45739602f9c3861df3a962d0f79645f49d4020a37a9d671cd065a381f5b7e0a0812afcaa78b68375c89b5cb4b9c05,"
        + " 6feba59a377f5052af0ff87fdc762aba2db66e59ab0f7935ee0f44b58a9f8d1f",
    "BRAINPOOL_P384, 19e86e409e90a844a95341512cb37de39489b493797616c5ff0e8a2ab1a4b2d987f7b2316c798ac9dc355af653098cc7,"
        + " 34d9c2d1996e7c5feaac79d65373c9ecaf7a75c6058e2b51f34e04a5561be4023be93ebd7b7b963c243b33ffe457b9bd576c7969a804ec93b5cd59f46201936802d03ff41e2d2f224d2f99fc6c7ef8f735cc4339a8f49780e6abcb29d27f4a2f,"
        + " 437248372dc3a6c23c41a76435f01241159eb82ca56b636bc778316ece250437b7b481b521474923e9962295c8377bed5343e7f360016f2176af3b912eb9fe3399b1b21a8fd4d9f815ecf3ba762fa7d3187fa15735b39909b41f0d4c25018120,"
        + " 790694090acd084e3a0e1f1cf298ddc4f7ac218ed294fb3b70c8f40159316fcb42e109de4b577b3b9d17af4c8bbc70a8",
    "BRAINPOOL_P512,"
        + " 42dbaefae238bde92e569e662793c7424c7e06b141e62db89be6477a5f4a3375a93a40bcb030f14f5d30ed92d46b5a013f51f88fe54004f4528d6861fb7921cc,"
        + " 98d56f0eaddf09e0cb4a61322f46bce4c18c21605cf34e1f02ff55834c5b40ee80c79cb4da7086f0641ffb12ace40e9f04348ebc92d52db049cf3f05dc6660250e4211b8ec54cb5c7ca4eb9cfceaf9cb9b43351ed50e92345f58c9b5c010804427175d6ff35e9b60a31d29a2701a7e1f7603fde9d42032366b7de2d3eacbf141,"
        + " 63351cdc7e0950c5db8d95a50e30f828d9610f94c3fede72aaf688fda9d46c3d1caeaa2c4de83c7ce891fa0933e1549be34efb40533b81fa670b7c81cfb15f9d39371abb7f6b6ca78a398ddb92642d9cc29116f3f45da168f7479cc2f29711c0b9c05c938422a75bc1ebd3204582286eb3fe44ff82c89e7b1b70131c318870cc,"
        + " 6421750e6759ab653afc19a359259a1fc1504e710c395b2a15215c94a5748b92b47974f288eeba2460fd7b87be85a8c0c42fbf014861bd58f0f7c755410a0b51",
  })
  void brainpool(Group group, String own, String ownPublic, String peerPublic, String shared)
      throws Malformed {
    BigInteger less =
        new BigInteger(own, 16).subtract(BigInteger.ONE); // 1 is added to what is drawn
    KeyExchange exchange =
        KeyExchange.generate(
            group,
            target -> System.arraycopy(fixed(less, target.length), 0, target, 0, target.length));
    assertEquals(Octets.ofHex(ownPublic), exchange.publicValue());
    assertEquals(secret(shared), exchange.agree(Octets.ofHex(peerPublic)));
    byte[] off = Octets.ofHex(peerPublic).toArray();
    off[off.length - 1] ^= 1;
    assertThrows(Malformed.class, () -> exchange.agree(Octets.of(off)));
  }

  /// RFC 7748 section 6.2.
  @Test
  void curve448() throws Malformed {
    KeyExchange exchange =
        KeyExchange.generate(
            Group.CURVE448,
            exactly(
                "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28d"
                    + "d9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b"));
    assertEquals(
        Octets.ofHex(
            "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c"
                + "22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41fa0"),
        exchange.publicValue());
    assertEquals(
        secret(
            "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282b"
                + "b60c0b56fd2464c335543936521c24403085d59a449a5037514a879d"),
        exchange.agree(
            Octets.ofHex(
                "3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b430"
                    + "27d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609")));
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
      names = {"MODP_1024", "MODP_1536", "MODP_2048"})
  void modpPrimes(Group group) {
    assertEquals(prime(group), Modp.primeOf(group));
  }

  /// Against the JDK's own Diffie-Hellman, which shares no code with ours.
  @ParameterizedTest
  @EnumSource(
      value = Group.class,
      names = {"MODP_1024", "MODP_1536", "MODP_2048"})
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
      names = {"MODP_1024", "MODP_1536", "MODP_2048"})
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
      names = {"MODP_3072", "MODP_4096", "MODP_6144", "MODP_8192"},
      mode = EnumSource.Mode.EXCLUDE)
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
    return new BigInteger(
        switch (group) {
          case MODP_1024 -> MODP_1024;
          case MODP_1536 -> MODP_1536;
          default -> MODP_2048;
        },
        16);
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
