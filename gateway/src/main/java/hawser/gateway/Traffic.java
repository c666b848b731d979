package hawser.gateway;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// When each tunnel last carried a packet, read from the workers at once for all of them. With
/// thousands of tunnels this is asked each second, so the answers are arrays.
final class Traffic {
  /// What one worker says, in the order of the question.
  private static final class Answer {
    final long[] in;
    final long[] out;
    final BitSet exhausted = new BitSet();

    Answer(int tunnels) {
      in = new long[tunnels];
      out = new long[tunnels];
    }
  }

  private final Loop loop;

  private Traffic(Loop loop) {
    this.loop = loop;
  }

  static Traffic read(Loop loop, Workers workers, Iterable<Tunnel> tunnels) {
    List<Carriers> all = new ArrayList<>();
    for (Tunnel tunnel : tunnels) {
      Carriers carriers = tunnel.carriers;
      if (carriers != null) {
        carriers.exhausted = false;
        all.add(carriers);
      }
    }
    for (Answer answer : workers.ask(worker -> answer(worker, all))) {
      for (int i = 0; i < all.size(); i++) {
        Carriers carriers = all.get(i);
        carriers.lastIn = Math.max(carriers.lastIn, answer.in[i]);
        carriers.lastOut = Math.max(carriers.lastOut, answer.out[i]);
        carriers.exhausted |= answer.exhausted.get(i);
      }
    }
    return new Traffic(loop);
  }

  private static Answer answer(Worker worker, List<Carriers> all) {
    Answer answer = new Answer(all.size());
    for (int i = 0; i < all.size(); i++) {
      Carrier carrier = all.get(i).of(worker);
      answer.in[i] = carrier.lastIn;
      answer.out[i] = carrier.lastOut;
      if (carrier.outbound.nearlyExhausted()) {
        answer.exhausted.set(i);
      }
    }
    return answer;
  }

  /// The last packet that was opened; [Instant#EPOCH] for none.
  Instant received(Tunnel tunnel) {
    return tunnel.carriers == null ? Instant.EPOCH : at(tunnel.carriers.lastIn);
  }

  /// The last packet that was sealed; [Instant#EPOCH] for none.
  Instant sent(Tunnel tunnel) {
    return tunnel.carriers == null ? Instant.EPOCH : at(tunnel.carriers.lastOut);
  }

  /// True when few sequence numbers are left of an SA that the tunnel sends on.
  boolean exhausted(Tunnel tunnel) {
    return tunnel.carriers != null && tunnel.carriers.exhausted;
  }

  private Instant at(long nanoTime) {
    return nanoTime == 0 ? Instant.EPOCH : loop.at(nanoTime);
  }
}
