package hawser.esp;

import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import java.security.GeneralSecurityException;

/// The JDK's ciphers: always there. They want heap arrays, out of place, so each packet is copied
/// to scratch arrays and back; that copy is this engine's own business.
public final class JdkEngine implements Engine {
  @Override
  public String name() {
    return "jdk";
  }

  @Override
  public EspCipher cipher(
      EspSuite suite, Secret keys, SequenceNumbers sequence, Direction direction) {
    if (keys.length() != suite.keyMaterialLength()) {
      throw new IllegalArgumentException(
          suite + " takes " + suite.keyMaterialLength() + " octets of key, not " + keys.length());
    }
    try {
      return suite.encryption() == Encryption.AES_CBC
          ? new JdkCbcHmac(suite, keys, sequence, direction)
          : new JdkAead(suite, keys, sequence, direction);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + suite, e);
    }
  }
}
