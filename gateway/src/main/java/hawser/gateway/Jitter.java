package hawser.gateway;

import hawser.crypto.Entropy;
import java.time.Duration;

/// Keeps many tunnels from doing the same thing at the same moment.
final class Jitter {
  private Jitter() {}

  /// A random share of a duration, between two shares of it.
  static Duration share(Entropy entropy, Duration whole, double from, double to) {
    return Duration.ofMillis((long) (whole.toMillis() * share(entropy, from, to)));
  }

  static double share(Entropy entropy, double from, double to) {
    return from + (to - from) * (entropy.octets(1).at(0) & 0xff) / 255.0;
  }
}
