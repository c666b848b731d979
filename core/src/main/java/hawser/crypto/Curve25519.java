package hawser.crypto;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;

/// X25519 (RFC 7748, RFC 8031): little-endian values of 32 octets.
final class Curve25519 implements KeyExchange {
  private final KeyPair pair;

  private Curve25519(KeyPair pair) {
    this.pair = pair;
  }

  static Curve25519 generate(Entropy entropy) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("X25519");
      generator.initialize(NamedParameterSpec.X25519, new Ecp.EntropyRandom(entropy));
      return new Curve25519(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no X25519", e);
    }
  }

  @Override
  public Group group() {
    return Group.CURVE25519;
  }

  @Override
  public Octets publicValue() {
    return Octets.of(reversed(((XECPublicKey) pair.getPublic()).getU()));
  }

  @Override
  public Secret agree(Octets peer) throws Malformed {
    if (peer.length() != Group.CURVE25519.publicLength()) {
      throw new Malformed("public value of " + peer.length() + " octets for X25519");
    }
    byte[] bigEndian = new byte[32];
    for (int i = 0; i < 32; i++) {
      bigEndian[31 - i] = (byte) peer.at(i);
    }
    bigEndian[0] &= 0x7f; // RFC 7748 section 5: the top bit is ignored
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(pair.getPrivate());
      agreement.doPhase(
          KeyFactory.getInstance("X25519")
              .generatePublic(
                  new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian))),
          true);
      return Secret.adopt(agreement.generateSecret());
    } catch (GeneralSecurityException e) {
      throw new Malformed("public value refused for X25519"); // the all-zero result among them
    }
  }

  private static byte[] reversed(BigInteger value) {
    byte[] bigEndian = value.toByteArray();
    byte[] little = new byte[32];
    for (int i = 0; i < Math.min(32, bigEndian.length); i++) {
      little[i] = bigEndian[bigEndian.length - 1 - i];
    }
    return little;
  }
}
