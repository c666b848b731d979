package hawser.crypto;

import hawser.bytes.Octets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.Arrays;
import javax.crypto.Cipher;

/// RSA over a block of type 1 (RFC 8017 section 9.2), compared octet by octet with the only one
/// that it may be. The JDK's own verifier also takes a DigestInfo without NULL.
public final class RsaBlock {
  private static final int LEAST_FILL = 8;

  private RsaBlock() {}

  /// True when `signature` is the block of `content`, made with the key's private half.
  public static boolean verify(PublicKey key, Octets content, Octets signature) {
    int length = octets((RSAKey) key);
    if (signature.length() != length || content.length() > length - LEAST_FILL - 3) {
      return false;
    }
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key);
      byte[] block = cipher.doFinal(signature.toArray());
      return MessageDigest.isEqual(block, block(content, length));
    } catch (GeneralSecurityException e) {
      return false; // not below the modulus
    }
  }

  /// Signs the content as it is, without naming a hash: RFC 2409 section 5.1.
  static Octets sign(PrivateKey key, Octets content) {
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return Octets.of(cipher.doFinal(block(content, octets((RSAKey) key))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no RSA", e);
    }
  }

  private static byte[] block(Octets content, int length) {
    byte[] block = new byte[length];
    Arrays.fill(block, (byte) 0xff);
    block[0] = 0;
    block[1] = 1;
    int at = length - content.length();
    block[at - 1] = 0;
    int _ = content.copyTo(block, at);
    return block;
  }

  private static int octets(RSAKey key) {
    return (key.getModulus().bitLength() + 7) / 8;
  }
}
