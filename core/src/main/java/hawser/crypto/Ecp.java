package hawser.crypto;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import javax.crypto.KeyAgreement;

/// The NIST curves (RFC 5903): the public value is x and y, the shared secret is x alone, both of
/// fixed length.
final class Ecp implements KeyExchange {
  private final Group group;
  private final KeyPair pair;

  private Ecp(Group group, KeyPair pair) {
    this.group = group;
    this.pair = pair;
  }

  static Ecp generate(Group group, Entropy entropy) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve(group)), new EntropyRandom(entropy));
      return new Ecp(group, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + group, e);
    }
  }

  @Override
  public Group group() {
    return group;
  }

  @Override
  public Octets publicValue() {
    ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
    byte[] bytes = new byte[group.publicLength()];
    put(point.getAffineX(), bytes, 0, bytes.length / 2);
    put(point.getAffineY(), bytes, bytes.length / 2, bytes.length / 2);
    return Octets.of(bytes);
  }

  @Override
  public Secret agree(Octets peer) throws Malformed {
    if (peer.length() != group.publicLength()) {
      throw new Malformed("public value of " + peer.length() + " octets for " + group);
    }
    int half = peer.length() / 2;
    ECPoint point =
        new ECPoint(
            new BigInteger(1, peer.slice(0, half).toArray()),
            new BigInteger(1, peer.slice(half, peer.length()).toArray()));
    ECPublicKey own = (ECPublicKey) pair.getPublic();
    if (!isOn(own.getParams().getCurve(), point)) {
      throw new Malformed("public value is not on the curve of " + group); // RFC 6989 section 2.3
    }
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(pair.getPrivate());
      agreement.doPhase(
          KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, own.getParams())),
          true);
      return Secret.adopt(agreement.generateSecret());
    } catch (GeneralSecurityException e) {
      throw new Malformed("public value refused for " + group);
    }
  }

  private static boolean isOn(EllipticCurve curve, ECPoint point) {
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    return x.compareTo(p) < 0
        && y.compareTo(p) < 0
        && y.multiply(y)
                .subtract(x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB()))
                .mod(p)
                .signum()
            == 0;
  }

  private static void put(BigInteger value, byte[] target, int from, int length) {
    byte[] bytes = value.toByteArray();
    int count = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - count, target, from + length - count, count);
  }

  private static String curve(Group group) {
    return switch (group) {
      case ECP_256 -> "secp256r1";
      case ECP_384 -> "secp384r1";
      case ECP_521 -> "secp521r1";
      default -> throw new IllegalArgumentException("no curve: " + group);
    };
  }

  /// Lets the JDK's generators draw from an [Entropy].
  static final class EntropyRandom extends SecureRandom {
    @java.io.Serial private static final long serialVersionUID = 1L;
    private final transient Entropy entropy;

    EntropyRandom(Entropy entropy) {
      this.entropy = entropy;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      entropy.fill(bytes);
    }
  }
}
