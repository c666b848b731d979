package hawser.rest;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// A snapshot and what moved since the one before.
///
/// @param rates by serial
public record Sample(Snapshot snapshot, Map<Integer, Rate> rates) {
  /// Octets a second.
  public record Rate(long in, long out) {
    static final Rate NONE = new Rate(0, 0);
  }

  static Sample first(Snapshot snapshot) {
    return new Sample(snapshot, Map.of());
  }

  /// The sample after this one.
  Sample next(Snapshot later) {
    double seconds =
        Math.max(0.05, Duration.between(snapshot.time(), later.time()).toMillis() / 1000.0);
    Map<Integer, TunnelState> before = new HashMap<>();
    snapshot.tunnels().forEach(tunnel -> before.put(tunnel.serial(), tunnel));
    Map<Integer, Rate> rates = new HashMap<>();
    for (TunnelState now : later.tunnels()) {
      TunnelState then = before.get(now.serial());
      if (then != null) {
        long in = more(then.rxBytes(), now.rxBytes());
        long out = more(then.txBytes(), now.txBytes());
        rates.put(now.serial(), new Rate(Math.round(in / seconds), Math.round(out / seconds)));
      }
    }
    return new Sample(later, rates);
  }

  /// Less than before: the counter began anew.
  private static long more(long then, long now) {
    return now < then ? now : now - then;
  }

  public Rate rate(TunnelState tunnel) {
    return rates.getOrDefault(tunnel.serial(), Rate.NONE);
  }
}
