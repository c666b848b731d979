package hawser.gateway;

import hawser.esp.TooBig;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.IpAddress;
import hawser.offload.Gather;
import hawser.offload.VnetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Tells senders behind us how large a packet may be, through the TUN device that theirs came from.
/// Few are enough: each host needs one a path. Owned by a worker.
final class TooBigAnswers {
  /// In the mean one a millisecond, and 64 at once.
  private static final long GAP_NANOS = 1_000_000;

  private static final long BURST_NANOS = 64 * GAP_NANOS;

  private final MemorySegment answer;
  private final Gather frame = new Gather(1);
  private long allowedFrom = System.nanoTime() - BURST_NANOS;

  TooBigAnswers(Arena arena) {
    answer = arena.allocate(VnetHeader.LENGTH + TooBig.MOST, 64);
    VnetHeader.writePlain(answer, 0);
  }

  /// Answers the packet at `ip`, unless it must not be answered or too many were.
  ///
  /// The answer comes from the address that the packet goes to: the kernel takes no packet from a
  /// device that claims to come from one of its own addresses, and this one lies behind the device
  /// for certain.
  void answer(Outlet outlet, MemorySegment m, long ip, int length, int mtu, long now) {
    if (now - allowedFrom < 0) {
      return;
    }
    boolean v6 = Ip4.version(m, ip) == 6;
    IpAddress from =
        v6
            ? IpAddress.ofV6(Ip6.destinationHigh(m, ip), Ip6.destinationLow(m, ip))
            : IpAddress.ofV4(Ip4.destination(m, ip));
    int octets = TooBig.build(m, ip, length, mtu, from, answer, VnetHeader.LENGTH);
    if (octets > 0) {
      allowedFrom = Math.max(allowedFrom - now, -BURST_NANOS) + now + GAP_NANOS;
      frame.clear();
      frame.add(answer, 0, VnetHeader.LENGTH + octets);
      int _ = outlet.tun.write(frame);
    }
  }
}
