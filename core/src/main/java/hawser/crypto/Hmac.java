package hawser.crypto;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC as IKE's pseudo-random function, and plain digests. For the control plane: it allocates.
public final class Hmac {
  private Hmac() {}

  /// HMAC over the concatenation of `parts`.
  public static Secret prf(Hash hash, Secret key, Octets... parts) {
    Mac mac = mac(hash, key);
    for (Octets part : parts) {
      mac.update(part.toArray());
    }
    return Secret.adopt(mac.doFinal());
  }

  public static Secret prf(Hash hash, Secret key, Secret input) {
    byte[] bytes = input.toArray();
    try {
      return Secret.adopt(mac(hash, key).doFinal(bytes));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /// IKEv2's prf+ (RFC 7296 section 2.13): `T1 | T2 | ...` with `Tn = prf(key, Tn-1 | seed | n)`.
  public static Secret prfPlus(Hash hash, Secret key, Secret seed, int length) {
    if (length > 255 * hash.length()) {
      throw new IllegalArgumentException("prf+ for " + length + " octets");
    }
    Mac mac = mac(hash, key);
    byte[] input = seed.toArray();
    byte[] block = new byte[0];
    byte[] output = new byte[length];
    for (int at = 0, n = 1; at < length; at += hash.length(), n++) {
      mac.update(block);
      mac.update(input);
      Arrays.fill(block, (byte) 0);
      block = mac.doFinal(new byte[] {(byte) n});
      System.arraycopy(block, 0, output, at, Math.min(block.length, length - at));
    }
    Arrays.fill(block, (byte) 0);
    Arrays.fill(input, (byte) 0);
    return Secret.adopt(output);
  }

  public static Secret prfPlus(Hash hash, Secret key, Octets seed, int length) {
    try (Secret same = Secret.adopt(seed.toArray())) {
      return prfPlus(hash, key, same, length);
    }
  }

  public static Octets digest(Hash hash, Octets... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(hash.digestName());
      for (Octets part : parts) {
        digest.update(part.toArray());
      }
      return Octets.of(digest.digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + hash.digestName(), e);
    }
  }

  private static Mac mac(Hash hash, Secret key) {
    byte[] bytes = key.toArray();
    try {
      Mac mac = Mac.getInstance(hash.hmacName());
      // The JDK refuses empty keys; an HMAC key of one zero octet is the same key.
      mac.init(new SecretKeySpec(bytes.length == 0 ? new byte[1] : bytes, hash.hmacName()));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + hash.hmacName(), e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
