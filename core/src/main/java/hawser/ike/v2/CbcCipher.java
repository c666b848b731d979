package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Entropy;
import hawser.crypto.EspSuite;
import hawser.crypto.Hmac;
import hawser.crypto.Integrity;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-CBC with an unpredictable IV, then HMAC over all of it.
final class CbcCipher implements SkCipher {
  private static final int BLOCK = 16;

  private final Secret key;
  private final Secret integrityKey;
  private final Integrity integrity;
  private final Entropy entropy;

  CbcCipher(EspSuite suite, Secret key, Secret integrityKey, Entropy entropy) {
    this.key = key;
    this.integrityKey = integrityKey;
    this.integrity = suite.integrity().orElseThrow();
    this.entropy = entropy;
  }

  @Override
  public int sealedLength(int clear) {
    return BLOCK + (clear / BLOCK + 1) * BLOCK + integrity.icvLength();
  }

  @Override
  public int room(int sealed) {
    int blocks = (sealed - BLOCK - integrity.icvLength()) / BLOCK;
    return blocks * BLOCK - 1;
  }

  @Override
  public Octets seal(Octets prefix, Octets clear) {
    byte[] padded = Arrays.copyOf(clear.toArray(), (clear.length() / BLOCK + 1) * BLOCK);
    padded[padded.length - 1] = (byte) (padded.length - clear.length() - 1);
    byte[] iv = entropy.octets(BLOCK).toArray();
    Octets encrypted = Octets.concat(Octets.of(iv), run(Cipher.ENCRYPT_MODE, iv, padded));
    return Octets.concat(encrypted, icv(prefix, encrypted));
  }

  @Override
  public Octets open(Octets prefix, Octets sealed) throws IkeError {
    int end = sealed.length() - integrity.icvLength();
    if (end < 2 * BLOCK || end % BLOCK != 0) {
      throw new IkeError(IkeDrop.BAD_ICV, "Encrypted payload of " + sealed.length() + " octets");
    }
    Octets encrypted = sealed.slice(0, end);
    byte[] icv = sealed.slice(end, sealed.length()).toArray();
    if (!MessageDigest.isEqual(icv, icv(prefix, encrypted).toArray())) {
      throw new IkeError(IkeDrop.BAD_ICV);
    }
    return Padding.strip(
        decrypt(encrypted.slice(0, BLOCK), encrypted.slice(BLOCK, encrypted.length())));
  }

  /// Whole blocks, padding included; their ICV has been verified.
  Octets decrypt(Octets iv, Octets blocks) {
    return run(Cipher.DECRYPT_MODE, iv.toArray(), blocks.toArray());
  }

  private Octets icv(Octets prefix, Octets encrypted) {
    try (Secret full = Hmac.prf(integrity.hash(), integrityKey, prefix, encrypted);
        Secret icv = full.slice(0, integrity.icvLength())) {
      return Octets.of(icv.toArray());
    }
  }

  private Octets run(int mode, byte[] iv, byte[] text) {
    byte[] bytes = key.toArray();
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(mode, new SecretKeySpec(bytes, "AES"), new IvParameterSpec(iv));
      return Octets.of(cipher.doFinal(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CBC of whole blocks", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public void close() {
    key.close();
    integrityKey.close();
  }
}
