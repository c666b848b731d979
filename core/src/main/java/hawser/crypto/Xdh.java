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

/// X25519 and X448 (RFC 7748, RFC 8031): little-endian values of fixed length.
final class Xdh implements KeyExchange {
  private final Group group;
  private final NamedParameterSpec curve;
  private final KeyPair pair;

  private Xdh(Group group, NamedParameterSpec curve, KeyPair pair) {
    this.group = group;
    this.curve = curve;
    this.pair = pair;
  }

  static Xdh generate(Group group, Entropy entropy) {
    NamedParameterSpec curve =
        group == Group.CURVE25519 ? NamedParameterSpec.X25519 : NamedParameterSpec.X448;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(curve.getName());
      generator.initialize(curve, new Ecp.EntropyRandom(entropy));
      return new Xdh(group, curve, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + curve.getName(), e);
    }
  }

  @Override
  public Group group() {
    return group;
  }

  @Override
  public Octets publicValue() {
    return Octets.of(reversed(((XECPublicKey) pair.getPublic()).getU()));
  }

  @Override
  public Secret agree(Octets peer) throws Malformed {
    int length = group.publicLength();
    if (peer.length() != length) {
      throw new Malformed("public value of " + peer.length() + " octets for " + group);
    }
    byte[] bigEndian = new byte[length];
    for (int i = 0; i < length; i++) {
      bigEndian[length - 1 - i] = (byte) peer.at(i);
    }
    if (group == Group.CURVE25519) {
      bigEndian[0] &= 0x7f; // RFC 7748 section 5: the top bit is ignored
    }
    try {
      KeyAgreement agreement = KeyAgreement.getInstance(curve.getName());
      agreement.init(pair.getPrivate());
      agreement.doPhase(
          KeyFactory.getInstance(curve.getName())
              .generatePublic(new XECPublicKeySpec(curve, new BigInteger(1, bigEndian))),
          true);
      return Secret.adopt(agreement.generateSecret());
    } catch (GeneralSecurityException e) {
      throw new Malformed("public value refused for " + group); // the all-zero result among them
    }
  }

  private byte[] reversed(BigInteger value) {
    byte[] bigEndian = value.toByteArray();
    byte[] little = new byte[group.publicLength()];
    for (int i = 0; i < Math.min(little.length, bigEndian.length); i++) {
      little[i] = bigEndian[bigEndian.length - 1 - i];
    }
    return little;
  }
}
