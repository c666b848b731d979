package hawser.gateway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// When each tunnel last carried a packet, read from the workers at once for all of them.
final class Traffic {
  private record Last(long in, long out) {
    static final Last NEVER = new Last(0, 0);

    static Last of(Carrier carrier) {
      return new Last(carrier.lastIn, carrier.lastOut);
    }

    Last later(Last other) {
      return new Last(Math.max(in, other.in), Math.max(out, other.out));
    }
  }

  private final Loop loop;
  private final Map<Carriers, Last> seen;

  private Traffic(Loop loop, Map<Carriers, Last> seen) {
    this.loop = loop;
    this.seen = seen;
  }

  static Traffic read(Loop loop, Workers workers, Iterable<Tunnel> tunnels) {
    List<Carriers> all = new ArrayList<>();
    for (Tunnel tunnel : tunnels) {
      if (tunnel.carriers != null) {
        all.add(tunnel.carriers);
      }
    }
    Map<Carriers, Last> seen = new HashMap<>();
    List<List<Last>> answers =
        workers.ask(worker -> all.stream().map(own -> Last.of(own.of(worker))).toList());
    for (List<Last> answer : answers) {
      for (int i = 0; i < all.size(); i++) {
        seen.merge(all.get(i), answer.get(i), Last::later);
      }
    }
    return new Traffic(loop, seen);
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
    return tunnel.carriers == null ? Last.NEVER : seen.getOrDefault(tunnel.carriers, Last.NEVER);
  }

  private Instant at(long nanoTime) {
    return nanoTime == 0 ? Instant.EPOCH : loop.at(nanoTime);
  }
}
