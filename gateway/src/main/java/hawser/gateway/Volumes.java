package hawser.gateway;

import hawser.crypto.Entropy;
import hawser.esp.InboundSa;
import hawser.esp.OutboundSa;
import hawser.ike.ChildSa;
import hawser.ike.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the SAs with a life in octets have carried. Owned by the control loop.
///
/// As with time, the initiator replaces first, and a responder only steps in when it did not.
final class Volumes {
  private static final int INITIATOR_FORESIGHT = 2;
  private static final int RESPONDER_FORESIGHT = 1;
  private static final double RESPONDER_SHARE = 0.97;

  /// @param carriers those that the SA was installed with
  private record Watched(Tunnel tunnel, Tunnel.Child child, Carriers carriers, Volume volume) {}

  /// What one look said of an SA.
  record Finding(Tunnel tunnel, Tunnel.Child child, Volume.Verdict verdict) {}

  private final Map<Tunnel.Child, Watched> watched = new LinkedHashMap<>();
  private final Workers workers;
  private final Entropy entropy;

  Volumes(Workers workers, Entropy entropy) {
    this.workers = workers;
    this.entropy = entropy;
  }

  /// Watches an SA from now on, if its octets are limited.
  void add(Tunnel tunnel, Tunnel.Child child, Carriers carriers) {
    ChildSa sa = child.sa;
    if (sa.kilobytes() != 0) {
      long hard = sa.kilobytes() * 1_024;
      Volume volume =
          sa.role() == Role.INITIATOR
              ? new Volume(hard, Jitter.share(entropy, 0.85, 0.93), INITIATOR_FORESIGHT)
              : new Volume(hard, RESPONDER_SHARE, RESPONDER_FORESIGHT);
      watched.put(child, new Watched(tunnel, child, carriers, volume));
    }
  }

  void remove(Tunnel.Child child) {
    watched.remove(child);
  }

  /// Once a second.
  List<Finding> look() {
    if (watched.isEmpty()) {
      return List.of();
    }
    List<Watched> all = List.copyOf(watched.values());
    long[] in = new long[all.size()];
    long[] out = new long[all.size()];
    for (Octets answer : workers.ask(worker -> read(worker, all))) {
      for (int i = 0; i < all.size(); i++) {
        in[i] += answer.in[i];
        out[i] += answer.out[i];
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Watched one = all.get(i);
      Volume.Verdict verdict = one.volume.look(Math.max(in[i], out[i]));
      findings.add(new Finding(one.tunnel, one.child, verdict));
    }
    return findings;
  }

  /// What one worker says, in the order of the question.
  private static final class Octets {
    final long[] in;
    final long[] out;

    Octets(int sas) {
      in = new long[sas];
      out = new long[sas];
    }
  }

  private static Octets read(Worker worker, List<Watched> all) {
    Octets octets = new Octets(all.size());
    for (int i = 0; i < all.size(); i++) {
      Watched one = all.get(i);
      InboundSa in = worker.inbound(one.child.sa.inbound().value());
      OutboundSa out = one.carriers.of(worker).outbound.find(one.child.sa.outbound().value());
      octets.in[i] = in == null ? 0 : in.bytes();
      octets.out[i] = out == null ? 0 : out.bytes();
    }
    return octets;
  }
}
