package hawser.aggregate;

import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;

/// A well-mixed hash of what identifies a flow.
public final class FlowHash {
  private FlowHash() {}

  /// Which header fields count.
  public enum Layer {
    /// The two addresses.
    L3,
    /// The addresses, the protocol and, where a packet has them, the ports. Fragments count without
    /// ports, so that all of a datagram take one way.
    L4
  }

  /// The hash of the packet at `ip`, which has been checked to hold its IP header.
  public static long of(Layer layer, MemorySegment m, long ip, int length) {
    boolean v4 = Ip4.version(m, ip) == 4;
    long hash =
        v4
            ? mix(Net.i64(m, ip + 12))
            : mix(
                mix(Ip6.sourceHigh(m, ip) ^ mix(Ip6.sourceLow(m, ip)))
                    ^ Ip6.destinationHigh(m, ip)
                    ^ mix(Ip6.destinationLow(m, ip) + 1));
    if (layer == Layer.L3) {
      return hash;
    }
    int protocol = v4 ? Ip4.protocol(m, ip) : Ip6.nextHeader(m, ip);
    long ports = 0;
    int header = v4 ? Ip4.headerLength(m, ip) : Ip6.HEADER;
    boolean hasPorts =
        (protocol == Ip4.PROTOCOL_TCP || protocol == Ip4.PROTOCOL_UDP || protocol == 132)
            && length >= header + 4
            && !(v4 && Ip4.isFragment(m, ip));
    if (hasPorts) {
      ports = Net.i32(m, ip + header) & 0xffffffffL;
    }
    return mix(hash ^ (ports << 8 | protocol));
  }

  /// A bijection that spreads every input bit over all output bits (the finaliser of SplitMix64).
  public static long mix(long value) {
    long mixed = value + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
