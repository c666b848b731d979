package hawser.gateway;

import hawser.crypto.Entropy;
import java.time.Duration;

/// Keeps many tunnels from doing the same thing at the same moment.
final class Jitter {
  private Jitter() {}

  /// A random share of a duration, between two shares of it.
  static Duration share(Entropy entropy, Duration whole, double from, double to) {
    double share = from + (to - from) * (entropy.octets(1).at(0) & 0xff) / 255.0;
    return Duration.ofMillis((long) (whole.toMillis() * share));
  }
}
