package hawser.esp;

import hawser.net.Family;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import hawser.net.TrafficSelector;
import java.lang.foreign.MemorySegment;

/// Tells whether a packet is one of an SA's (RFC 4301 section 5.2), on offsets, without objects.
final class SelectorCheck {
  private final boolean oneFamily;
  private final boolean v4;
  private final long remoteFirstHigh;
  private final long remoteFirstLow;
  private final long remoteLastHigh;
  private final long remoteLastLow;
  private final long localFirstHigh;
  private final long localFirstLow;
  private final long localLastHigh;
  private final long localLastLow;
  private final int remoteProtocol;
  private final int localProtocol;
  private final int remotePort;
  private final int localPort;

  SelectorCheck(TrafficSelector local, TrafficSelector remote) {
    oneFamily = local.range().family() == remote.range().family();
    v4 = local.range().family() == Family.IPV4;
    remoteFirstHigh = remote.range().first().high();
    remoteFirstLow = remote.range().first().low();
    remoteLastHigh = remote.range().last().high();
    remoteLastLow = remote.range().last().low();
    localFirstHigh = local.range().first().high();
    localFirstLow = local.range().first().low();
    localLastHigh = local.range().last().high();
    localLastLow = local.range().last().low();
    remoteProtocol = remote.protocol();
    localProtocol = local.protocol();
    remotePort = remote.port();
    localPort = local.port();
  }

  /// The check of packets that go out: the sides change places.
  static SelectorCheck outbound(TrafficSelector local, TrafficSelector remote) {
    return new SelectorCheck(/* local= */ remote, /* remote= */ local);
  }

  /// True for a packet from the remote to the local side.
  boolean admits(MemorySegment m, long ip) {
    return oneFamily
        && v4 == (Ip4.version(m, ip) == 4)
        && (v4 ? admitsV4(m, ip) : admitsV6(m, ip))
        && admitsTransport(m, ip);
  }

  private boolean admitsV4(MemorySegment m, long ip) {
    long source = Ip4.source(m, ip) & 0xffffffffL;
    long destination = Ip4.destination(m, ip) & 0xffffffffL;
    // A source that can be no host's, or is the receiver itself, is not the peer's either, whatever
    // the selectors say.
    boolean impossible =
        source >>> 28 == 0xe
            || source == 0xffffffffL
            || source >>> 24 == 127
            || source == destination;
    return !impossible
        && source >= remoteFirstLow
        && source <= remoteLastLow
        && destination >= localFirstLow
        && destination <= localLastLow;
  }

  private boolean admitsV6(MemorySegment m, long ip) {
    long sourceHigh = Ip6.sourceHigh(m, ip);
    long sourceLow = Ip6.sourceLow(m, ip);
    long destinationHigh = Ip6.destinationHigh(m, ip);
    long destinationLow = Ip6.destinationLow(m, ip);
    boolean impossible =
        sourceHigh >>> 56 == 0xff
            || sourceHigh == 0 && sourceLow == 1
            || sourceHigh == destinationHigh && sourceLow == destinationLow;
    return !impossible
        && atMost(remoteFirstHigh, remoteFirstLow, sourceHigh, sourceLow)
        && atMost(sourceHigh, sourceLow, remoteLastHigh, remoteLastLow)
        && atMost(localFirstHigh, localFirstLow, destinationHigh, destinationLow)
        && atMost(destinationHigh, destinationLow, localLastHigh, localLastLow);
  }

  private boolean admitsTransport(MemorySegment m, long ip) {
    int actual = v4 ? Ip4.protocol(m, ip) : Ip6.nextHeader(m, ip);
    if (remoteProtocol != 0 && actual != remoteProtocol
        || localProtocol != 0 && actual != localProtocol) {
      return false;
    }
    if (remotePort == 0 && localPort == 0) {
      return true;
    }
    if (!hasPorts(actual)) {
      return false; // an IPv6 extension header hides the ports, a fragment header included
    }
    if (v4 && Ip4.fragmentOffset(m, ip) != 0) {
      return false; // RFC 4301 section 7: no ports, so not one of ours
    }
    long transport = ip + (v4 ? Ip4.headerLength(m, ip) : Ip6.HEADER);
    int total = v4 ? Ip4.totalLength(m, ip) : Ip6.totalLength(m, ip);
    return transport + 4 <= ip + total
        && (remotePort == 0 || Net.u16(m, transport) == remotePort)
        && (localPort == 0 || Net.u16(m, transport + 2) == localPort);
  }

  private static boolean hasPorts(int protocol) {
    return switch (protocol) {
      case 6, 17, 33, 132, 136 -> true; // TCP, UDP, DCCP, SCTP, UDP-Lite
      default -> false;
    };
  }

  private static boolean atMost(long aHigh, long aLow, long bHigh, long bLow) {
    int order = Long.compareUnsigned(aHigh, bHigh);
    return order < 0 || order == 0 && Long.compareUnsigned(aLow, bLow) <= 0;
  }
}
