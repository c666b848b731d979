package hawser.ike.v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import hawser.ike.IkeError;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.Role;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Keys against a second calculation, straight from the formulas of RFC 7296 sections 2.13, 2.14,
/// 2.17 and 2.18, with the JDK's primitives.
class IkeKeysTest {
  private static final IkeKeys.Inputs INPUTS =
      new IkeKeys.Inputs(
          octets(32, 1), octets(24, 2), new IkeSpi(0x1122334455667788L), new IkeSpi(0x99L));
  private static final byte[] SHARED = octets(32, 3).toArray();

  /// HKDF-Expand is prf+ but for the position of the seed: `T(n-1) | info | n` is the same.
  @ParameterizedTest
  @EnumSource(
      value = Hash.class,
      names = {"SHA2_256", "SHA2_384", "SHA2_512"})
  void prfPlusIsHkdfExpand(Hash hash) throws GeneralSecurityException {
    byte[] key = octets(hash.length(), 4).toArray();
    byte[] seed = octets(77, 5).toArray();
    KDF kdf = KDF.getInstance("HKDF-SHA" + hash.length() * 8);
    byte[] expected =
        kdf.deriveData(HKDFParameterSpec.expandOnly(new SecretKeySpec(key, "Generic"), seed, 333));
    assertEquals(
        Secret.adopt(expected), Hmac.prfPlus(hash, Secret.copyOf(key), Octets.of(seed), 333));
  }

  @Test
  void prfPlusEndsAfter255Blocks() {
    Secret key = Secret.copyOf(new byte[32]);
    assertThrows(
        IllegalArgumentException.class,
        () -> Hmac.prfPlus(Hash.SHA2_256, key, Octets.EMPTY, 255 * 32 + 1));
  }

  @ParameterizedTest
  @EnumSource(Hash.class)
  void theKeysOfAnIkeSaAreThoseOfTheFormula(Hash hash) throws GeneralSecurityException {
    IkeProposal proposal =
        new IkeProposal(EspSuite.aead(Encryption.AES_GCM_16, 256), hash, Group.ECP_256);
    IkeKeys keys =
        IkeKeys.derive(proposal, Secret.copyOf(SHARED), INPUTS, new Random(1)::nextBytes);
    byte[] nonces = join(INPUTS.initiatorNonce().toArray(), INPUTS.responderNonce().toArray());
    byte[] seed = prf(hash, nonces, SHARED);
    byte[] spis =
        ByteBuffer.allocate(16)
            .putLong(INPUTS.initiatorSpi().value())
            .putLong(INPUTS.responderSpi().value())
            .array();
    int n = hash.length();
    byte[] all = prfPlus(hash, seed, join(nonces, spis), 3 * n + 2 * 36);
    byte[] derivation = Arrays.copyOf(all, n);
    byte[] encryptionInitiator = Arrays.copyOfRange(all, n, n + 36);
    byte[] encryptionResponder = Arrays.copyOfRange(all, n + 36, n + 72);
    byte[] proofInitiator = Arrays.copyOfRange(all, n + 72, 2 * n + 72);
    byte[] proofResponder = Arrays.copyOfRange(all, 2 * n + 72, 3 * n + 72);
    Octets id = octets(12, 6);
    assertEquals(
        Octets.of(prf(hash, proofInitiator, id.toArray())), keys.macedId(Role.INITIATOR, id));
    assertEquals(
        Octets.of(prf(hash, proofResponder, id.toArray())), keys.macedId(Role.RESPONDER, id));
    assertEquals(
        Secret.adopt(prfPlus(hash, derivation, join(SHARED, nonces), 72)),
        keys.keyMaterial(
            Secret.copyOf(SHARED), INPUTS.initiatorNonce(), INPUTS.responderNonce(), 72));
    Octets prefix = octets(32, 7);
    Octets clear = octets(50, 8);
    assertEquals(
        gcm(encryptionInitiator, prefix, clear), keys.from(Role.INITIATOR).seal(prefix, clear));
    assertEquals(
        gcm(encryptionResponder, prefix, clear), keys.from(Role.RESPONDER).seal(prefix, clear));
  }

  @Test
  void aRekeyedIkeSaComesFromTheOldOnesKey() throws GeneralSecurityException {
    Hash hash = Hash.SHA2_256;
    IkeProposal proposal = new IkeProposal(128, hash, Group.ECP_256);
    IkeProposal next =
        new IkeProposal(EspSuite.aead(Encryption.AES_GCM_16, 128), Hash.SHA2_512, Group.ECP_256);
    IkeKeys.Inputs inputs =
        new IkeKeys.Inputs(octets(32, 11), octets(32, 12), new IkeSpi(5), new IkeSpi(6));
    IkeKeys old = IkeKeys.derive(proposal, Secret.copyOf(SHARED), INPUTS, new Random(1)::nextBytes);
    byte[] shared = octets(32, 13).toArray();
    IkeKeys keys = old.rekey(next, Secret.copyOf(shared), inputs, new Random(1)::nextBytes);
    byte[] oldNonces = join(INPUTS.initiatorNonce().toArray(), INPUTS.responderNonce().toArray());
    byte[] oldSpis = ByteBuffer.allocate(16).putLong(0x1122334455667788L).putLong(0x99L).array();
    byte[] derivation = prfPlus(hash, prf(hash, oldNonces, SHARED), join(oldNonces, oldSpis), 32);
    byte[] nonces = join(inputs.initiatorNonce().toArray(), inputs.responderNonce().toArray());
    byte[] seed = prf(hash, derivation, join(shared, nonces)); // with the PRF of the old SA
    byte[] spis = ByteBuffer.allocate(16).putLong(5).putLong(6).array();
    byte[] all = prfPlus(Hash.SHA2_512, seed, join(nonces, spis), 3 * 64 + 2 * 20);
    byte[] proofInitiator = Arrays.copyOfRange(all, 64 + 40, 128 + 40);
    Octets id = octets(9, 14);
    assertEquals(
        Octets.of(prf(Hash.SHA2_512, proofInitiator, id.toArray())),
        keys.macedId(Role.INITIATOR, id));
  }

  static java.util.List<EspSuite> suites() {
    return EspSuite.all();
  }

  @ParameterizedTest
  @MethodSource("suites")
  void whatIsSealedOpensAndNothingElse(EspSuite suite) throws IkeError {
    SkCipher cipher =
        SkCipher.of(
            suite,
            Secret.adopt(octets(suite.encryptionKeyLength(), 1).toArray()),
            Secret.adopt(octets(suite.integrityKeyLength(), 2).toArray()),
            new Random(3)::nextBytes);
    Octets prefix = octets(32, 4);
    for (int length = 0; length < 70; length++) {
      Octets clear = octets(length, 5);
      Octets sealed = cipher.seal(prefix, clear);
      assertEquals(cipher.sealedLength(length), sealed.length());
      assertEquals(clear, cipher.open(prefix, sealed));
      assertEquals(true, cipher.sealedLength(cipher.room(sealed.length())) <= sealed.length());
      byte[] forged = sealed.toArray();
      forged[length * 7 % forged.length] ^= 1;
      assertThrows(IkeError.class, () -> cipher.open(prefix, Octets.of(forged)));
      assertThrows(IkeError.class, () -> cipher.open(octets(32, 9), sealed));
      for (int cut = 0; cut < sealed.length(); cut += 11) {
        Octets part = sealed.slice(0, cut);
        assertThrows(IkeError.class, () -> cipher.open(prefix, part));
      }
    }
  }

  private static Octets gcm(byte[] material, Octets prefix, Octets clear)
      throws GeneralSecurityException {
    byte[] nonce = join(Arrays.copyOfRange(material, 32, 36), new byte[8]);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(material, 0, 32, "AES"),
        new GCMParameterSpec(128, nonce));
    cipher.updateAAD(prefix.toArray());
    return Octets.of(join(new byte[8], cipher.doFinal(join(clear.toArray(), new byte[1]))));
  }

  private static byte[] prf(Hash hash, byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(hash.hmacName());
    mac.init(new SecretKeySpec(key, "HMAC"));
    return mac.doFinal(data);
  }

  private static byte[] prfPlus(Hash hash, byte[] key, byte[] seed, int length)
      throws GeneralSecurityException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] block = new byte[0];
    for (int n = 1; all.size() < length; n++) {
      block = prf(hash, key, join(join(block, seed), new byte[] {(byte) n}));
      all.writeBytes(block);
    }
    return Arrays.copyOf(all.toByteArray(), length);
  }

  private static byte[] join(byte[] a, byte[] b) {
    return Octets.concat(Octets.of(a), Octets.of(b)).toArray();
  }

  private static Octets octets(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return Octets.of(bytes);
  }
}
