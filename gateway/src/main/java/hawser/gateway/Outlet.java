package hawser.gateway;

import hawser.aggregate.Algorithm;
import hawser.aggregate.Rope;
import hawser.esp.InnerDf;
import hawser.linux.Tun;
import hawser.offload.Coalescer;
import hawser.offload.Resequencer;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A worker's queue of a TUN device, with the tunnels behind it. Owned by that worker; the control
/// thread hands it a new rope when members come and go.
final class Outlet {
  final Tun tun;
  private final Coalescer coalescer;
  private final Resequencer resequencer;
  private Rope<Carrier> rope = Rope.of(Algorithm.ROUND_ROBIN, List.of());
  private boolean spread;

  /// Whether "don't fragment" counts.
  InnerDf df = InnerDf.HONORED;

  /// True while the coalescer may hold packets.
  boolean touched;

  /// Packets that the kernel did not take.
  long notWritten;

  Outlet(Tun tun) {
    this.tun = tun;
    this.coalescer =
        new Coalescer((frame, packets) -> {
          if (tun.write(frame) < 0) {
            notWritten += packets;
          }
        });
    this.resequencer = new Resequencer(coalescer);
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
