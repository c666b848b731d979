package hawser.crypto;

import hawser.bytes.Octets;
import java.security.SecureRandom;

/// Where random octets come from. A test passes its own and so chooses the nonce that wins.
@FunctionalInterface
public interface Entropy {
  void fill(byte[] target);

  default Octets octets(int length) {
    byte[] bytes = new byte[length];
    fill(bytes);
    return Octets.of(bytes);
  }

  /// The operating system's generator.
  static Entropy system() {
    SecureRandom random = new SecureRandom();
    return random::nextBytes;
  }
}
