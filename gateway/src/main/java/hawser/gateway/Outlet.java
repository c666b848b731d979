package hawser.gateway;

import hawser.aggregate.Algorithm;
import hawser.aggregate.Member;
import hawser.aggregate.Rope;
import hawser.linux.Tun;
import hawser.offload.Coalescer;
import java.util.List;

/// A TUN device with the tunnels behind it: an aggregate's, or a stand-alone tunnel's. The worker
/// owns it; the control thread hands it a new rope when members come and go.
final class Outlet {
  final String name;
  final Tun tun;
  final int link;
  final Coalescer coalescer;
  Rope<Carrier> rope;

  /// True while the coalescer may hold packets.
  boolean touched;

  /// Packets that the kernel did not take.
  long notWritten;

  /// What the rope was built from; owned by the control loop.
  List<Member<Carrier>> members = List.of();

  Algorithm algorithm = Algorithm.ROUND_ROBIN;

  Outlet(String name, Tun tun, int link, Rope<Carrier> rope) {
    this.name = name;
    this.tun = tun;
    this.link = link;
    this.rope = rope;
    this.coalescer =
        new Coalescer((frame, packets) -> {
          if (tun.write(frame) < 0) {
            notWritten += packets;
          }
        });
  }
}
