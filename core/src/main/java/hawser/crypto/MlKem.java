package hawser.crypto;

import hawser.bytes.Der;
import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.KEM;

/// ML-KEM (FIPS 203): one side makes a key pair and sends the encapsulation key, the other answers
/// with a ciphertext of the shared secret. A key pair is used once.
public final class MlKem {
  /// The parameter sets, with the numbers of draft-ietf-ipsecme-ikev2-mlkem.
  public enum Size {
    ML_KEM_512(35, 800, 768, "01"),
    ML_KEM_768(36, 1_184, 1_088, "02"),
    ML_KEM_1024(37, 1_568, 1_568, "03");

    private final int number;
    private final int publicLength;
    private final int ciphertextLength;
    private final String arc;

    Size(int number, int publicLength, int ciphertextLength, String arc) {
      this.number = number;
      this.publicLength = publicLength;
      this.ciphertextLength = ciphertextLength;
      this.arc = arc;
    }

    public int number() {
      return number;
    }

    /// Octets of an encapsulation key.
    public int publicLength() {
      return publicLength;
    }

    public int ciphertextLength() {
      return ciphertextLength;
    }

    private NamedParameterSpec parameters() {
      return switch (this) {
        case ML_KEM_512 -> NamedParameterSpec.ML_KEM_512;
        case ML_KEM_768 -> NamedParameterSpec.ML_KEM_768;
        case ML_KEM_1024 -> NamedParameterSpec.ML_KEM_1024;
      };
    }
  }

  /// What the second side sends, and what both then share.
  public record Encapsulation(Octets ciphertext, Secret secret) {}

  private static final String OID = "60864801650304" + "04"; // 2.16.840.1.101.3.4.4
  private static final String NAME = "ML-KEM";

  private final Size size;
  private final KeyPair pair;

  private MlKem(Size size, KeyPair pair) {
    this.size = size;
    this.pair = pair;
  }

  public static MlKem generate(Size size, Entropy entropy) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(NAME);
      generator.initialize(size.parameters(), new Ecp.EntropyRandom(entropy));
      return new MlKem(size, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + size, e);
    }
  }

  /// The encapsulation key: exactly [Size#publicLength()] octets.
  public Octets publicValue() {
    try {
      Reader info =
          Reader.of(Der.content(Reader.of(Octets.of(pair.getPublic().getEncoded())), Der.SEQUENCE));
      Octets _ = Der.content(info, Der.SEQUENCE);
      Octets bits = Der.content(info, Der.BIT_STRING);
      return bits.slice(1, bits.length());
    } catch (Malformed e) {
      throw new IllegalStateException("the JDK encodes no SubjectPublicKeyInfo", e);
    }
  }

  /// The shared secret. A ciphertext that is wrong in another way than its length gives one that
  /// nobody else has (FIPS 203 section 6.3).
  public Secret decapsulate(Octets ciphertext) throws Malformed {
    if (ciphertext.length() != size.ciphertextLength) {
      throw new Malformed("ciphertext of " + ciphertext.length() + " octets for " + size);
    }
    try {
      KEM.Decapsulator decapsulator = KEM.getInstance(NAME).newDecapsulator(pair.getPrivate());
      return Secret.adopt(decapsulator.decapsulate(ciphertext.toArray()).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new Malformed("ciphertext refused for " + size);
    }
  }

  /// Makes a secret for the holder of an encapsulation key.
  ///
  /// @throws Malformed when it has the wrong length or is no such key (FIPS 203 section 7.2)
  public static Encapsulation encapsulate(Size size, Octets publicValue, Entropy entropy)
      throws Malformed {
    if (publicValue.length() != size.publicLength) {
      throw new Malformed("public value of " + publicValue.length() + " octets for " + size);
    }
    try {
      KEM.Encapsulated made =
          KEM.getInstance(NAME)
              .newEncapsulator(key(size, publicValue), new Ecp.EntropyRandom(entropy))
              .encapsulate();
      return new Encapsulation(
          Octets.of(made.encapsulation()), Secret.adopt(made.key().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new Malformed("public value refused for " + size);
    }
  }

  private static PublicKey key(Size size, Octets publicValue) throws GeneralSecurityException {
    Octets info = Der.sequence(Der.sequence(Der.oid(OID + size.arc)), Der.bits(publicValue));
    return KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(info.toArray()));
  }
}
