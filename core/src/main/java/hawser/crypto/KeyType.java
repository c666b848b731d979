package hawser.crypto;

import hawser.bytes.Malformed;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/// The kinds of key that may sign. Every other kind or size is refused before any arithmetic.
public enum KeyType {
  /// rsaEncryption: PKCS#1 v1.5 and PSS.
  RSA("RSA"),
  /// id-RSASSA-PSS: PSS only (RFC 4055 section 1.2).
  RSA_PSS("RSA-PSS"),
  ECDSA_256("ECDSA P-256"),
  ECDSA_384("ECDSA P-384"),
  ECDSA_521("ECDSA P-521"),
  ED25519("Ed25519"),
  ED448("Ed448");

  /// RFC 8247 section 3.2.
  public static final int SHORTEST_RSA = 2_048;

  /// Longer ones cost an unknown peer's verifier too much time.
  public static final int LONGEST_RSA = 8_192;

  private static final int LONGEST_EXPONENT = 33;
  private static final ECParameterSpec P256 = curve("secp256r1");
  private static final ECParameterSpec P384 = curve("secp384r1");
  private static final ECParameterSpec P521 = curve("secp521r1");

  private final String text;

  KeyType(String text) {
    this.text = text;
  }

  /// For people.
  public String text() {
    return text;
  }

  /// The kind of a public or private key.
  ///
  /// @throws Malformed with the reason when no such key may sign
  public static KeyType of(Key key) throws Malformed {
    return switch (key) {
      case RSAKey rsa -> rsa(rsa, key.getAlgorithm());
      case ECKey ec -> curve(ec.getParams());
      case EdECKey ed -> ed.getParams().getName().equals("Ed448") ? ED448 : ED25519;
      default -> throw new Malformed("key algorithm " + key.getAlgorithm() + " is not supported");
    };
  }

  private static KeyType rsa(RSAKey key, String algorithm) throws Malformed {
    int bits = key.getModulus().bitLength();
    if (bits < SHORTEST_RSA || bits > LONGEST_RSA) {
      throw new Malformed(
          "RSA key of " + bits + " bits; " + SHORTEST_RSA + " to " + LONGEST_RSA + " are allowed");
    }
    if (key instanceof RSAPublicKey open) {
      BigInteger e = open.getPublicExponent();
      if (!e.testBit(0) || e.bitLength() < 2 || e.bitLength() > LONGEST_EXPONENT) {
        throw new Malformed("RSA public exponent is even or out of range");
      }
    }
    if (!key.getModulus().testBit(0)) {
      throw new Malformed("RSA modulus is even");
    }
    return algorithm.equals("RSASSA-PSS") ? RSA_PSS : RSA;
  }

  private static KeyType curve(ECParameterSpec parameters) throws Malformed {
    if (same(parameters, P256)) {
      return ECDSA_256;
    } else if (same(parameters, P384)) {
      return ECDSA_384;
    } else if (same(parameters, P521)) {
      return ECDSA_521;
    }
    throw new Malformed("elliptic curve is not P-256, P-384 or P-521");
  }

  /// Generator included: a curve of somebody's own choice with a known order is another key type.
  private static boolean same(ECParameterSpec a, ECParameterSpec b) {
    return a.getOrder().equals(b.getOrder())
        && a.getCurve().equals(b.getCurve())
        && a.getGenerator().equals(b.getGenerator());
  }

  private static ECParameterSpec curve(String name) {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(name));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + name, e);
    }
  }
}
