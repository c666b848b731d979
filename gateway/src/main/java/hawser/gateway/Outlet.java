package hawser.gateway;

import hawser.aggregate.Algorithm;
import hawser.aggregate.Member;
import hawser.aggregate.Rope;
import hawser.esp.InnerDf;
import hawser.linux.Tun;
import hawser.offload.Coalescer;
import hawser.offload.Resequencer;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/// A TUN device with the tunnels behind it: an aggregate's, or a stand-alone tunnel's. The worker
/// owns it; the control thread hands it a new rope when members come and go.
final class Outlet {
  final String name;
  final Tun tun;
  final int link;
  private final Coalescer coalescer;
  private final Resequencer resequencer;
  private Rope<Carrier> rope;
  private boolean spread;

  /// Whether "don't fragment" counts.
  InnerDf df = InnerDf.HONORED;

  /// True while the coalescer may hold packets.
  boolean touched;

  /// Packets that the kernel did not take.
  long notWritten;

  /// What the rope was built from; owned by the control loop.
  List<Member<Carrier>> members = List.of();

  List<Rope.Group<Carrier>> groups = List.of();

  Algorithm algorithm = Algorithm.ROUND_ROBIN;

  /// How long packets through each member may be; owned by the control loop.
  Limits limits = new Limits(InnerDf.HONORED, Map.of());

  /// @param flowMtus by member, what all members of its location take
  record Limits(InnerDf df, Map<Carrier, Integer> flowMtus) {}

  Outlet(String name, Tun tun, int link, Rope<Carrier> rope) {
    this.name = name;
    this.tun = tun;
    this.link = link;
    this.coalescer =
        new Coalescer((frame, packets) -> {
          if (tun.write(frame) < 0) {
            notWritten += packets;
          }
        });
    this.resequencer = new Resequencer(coalescer);
    this.rope = rope;
  }

  Rope<Carrier> rope() {
    return rope;
  }

  /// Packets of a location with several members may arrive out of step.
  void rope(Rope<Carrier> next) {
    rope = next;
    spread = next.groups().stream().anyMatch(group -> group.members().size() > 1);
  }

  /// Takes a packet for the device; it is written by [#flush] at the latest, unless it waits for
  /// packets before it.
  void deliver(MemorySegment m, long ip, int length, long now) {
    if (spread) {
      resequencer.add(m, ip, length, now);
    } else {
      coalescer.add(m, ip, length);
    }
  }

  void flush() {
    resequencer.flush();
  }

  /// True while packets wait, until [#deadline].
  boolean isHolding() {
    return resequencer.isHolding();
  }

  long deadline() {
    return resequencer.deadline();
  }

  void expire(long now) {
    resequencer.expire(now);
  }
}
