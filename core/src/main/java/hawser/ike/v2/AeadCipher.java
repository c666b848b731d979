package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.bytes.Writer;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-GCM or ChaCha20-Poly1305 (RFC 5282, RFC 7634). The IV counts, so that none comes twice under
/// a key.
final class AeadCipher implements SkCipher {
  private static final int IV = 8;

  private final Encryption encryption;
  private final Secret key;
  private final Octets salt;
  private long sent;

  /// @param material the key, then the salt (RFC 5282 section 7.1)
  AeadCipher(EspSuite suite, Secret material) {
    int keyLength = suite.keyBits() / 8;
    this.encryption = suite.encryption();
    this.key = material.slice(0, keyLength);
    try (Secret end = material.slice(keyLength, material.length())) {
      this.salt = Octets.of(end.toArray());
    }
    material.close();
  }

  @Override
  public int sealedLength(int clear) {
    return IV + clear + 1 + encryption.icvLength();
  }

  @Override
  public int room(int sealed) {
    return sealed - IV - 1 - encryption.icvLength();
  }

  @Override
  public Octets seal(Octets prefix, Octets clear) {
    Octets iv = new Writer().i64(sent++).toOctets();
    byte[] padded = Arrays.copyOf(clear.toArray(), clear.length() + 1); // a padding of none
    try {
      return Octets.concat(iv, run(Cipher.ENCRYPT_MODE, iv, prefix, padded));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + encryption, e);
    }
  }

  @Override
  public Octets open(Octets prefix, Octets sealed) throws IkeError {
    if (sealed.length() < sealedLength(0)) {
      throw new IkeError(IkeDrop.BAD_ICV, "Encrypted payload of " + sealed.length() + " octets");
    }
    Octets iv = sealed.slice(0, IV);
    byte[] text = sealed.slice(IV, sealed.length()).toArray();
    try {
      return Padding.strip(run(Cipher.DECRYPT_MODE, iv, prefix, text));
    } catch (AEADBadTagException e) {
      throw new IkeError(IkeDrop.BAD_ICV);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + encryption, e);
    }
  }

  private Octets run(int mode, Octets iv, Octets prefix, byte[] text)
      throws GeneralSecurityException {
    byte[] nonce = Octets.concat(salt, iv).toArray();
    byte[] bytes = key.toArray();
    try {
      Cipher cipher =
          Cipher.getInstance(
              encryption == Encryption.AES_GCM_16 ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305");
      if (encryption == Encryption.AES_GCM_16) {
        int icvBits = encryption.icvLength() * 8;
        cipher.init(mode, new SecretKeySpec(bytes, "AES"), new GCMParameterSpec(icvBits, nonce));
      } else {
        cipher.init(mode, new SecretKeySpec(bytes, "ChaCha20"), new IvParameterSpec(nonce));
      }
      cipher.updateAAD(prefix.toArray());
      return Octets.of(cipher.doFinal(text));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public void close() {
    key.close();
  }
}
