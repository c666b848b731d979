package hawser.gateway;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// When each tunnel last carried a packet, read from the worker at once for all of them.
final class Traffic {
  private record Last(long in, long out) {}

  private final Loop loop;
  private final Map<Carrier, Last> seen;

  private Traffic(Loop loop, Map<Carrier, Last> seen) {
    this.loop = loop;
    this.seen = seen;
  }

  static Traffic read(Loop loop, Worker worker, Iterable<Tunnel> tunnels) {
    Map<Carrier, Last> seen = new HashMap<>();
    for (Tunnel tunnel : tunnels) {
      if (tunnel.carrier != null) {
        seen.put(tunnel.carrier, new Last(0, 0));
      }
    }
    return new Traffic(
        loop,
        worker.call(() -> {
          seen.replaceAll((carrier, _) -> new Last(carrier.lastIn, carrier.lastOut));
          return seen;
        }));
  }

  /// The last packet that was opened; [Instant#EPOCH] for none.
  Instant received(Tunnel tunnel) {
    return at(last(tunnel).in);
  }

  /// The last packet that was sealed; [Instant#EPOCH] for none.
  Instant sent(Tunnel tunnel) {
    return at(last(tunnel).out);
  }

  private Last last(Tunnel tunnel) {
    Last last = tunnel.carrier == null ? null : seen.get(tunnel.carrier);
    return last == null ? new Last(0, 0) : last;
  }

  private Instant at(long nanoTime) {
    return nanoTime == 0 ? Instant.EPOCH : loop.at(nanoTime);
  }
}
