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
    byte[] keyBytes = key.toArray();
    try {
      Mac mac = Mac.getInstance(hash.hmacName());
      // The JDK refuses empty keys; an HMAC key of one zero octet is the same key.
      mac.init(new SecretKeySpec(keyBytes.length == 0 ? new byte[1] : keyBytes, hash.hmacName()));
      for (Octets part : parts) {
        mac.update(part.toArray());
      }
      return Secret.adopt(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + hash.hmacName(), e);
    } finally {
      Arrays.fill(keyBytes, (byte) 0);
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
}
