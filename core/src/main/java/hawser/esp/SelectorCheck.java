package hawser.esp;

import hawser.net.Family;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import hawser.net.TrafficSelector;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells whether a packet is one of an SA's (RFC 4301 section 5.2), on offsets, without objects.
///
/// It checks one pair of selectors; an SA with several has a chain of checks.
final class SelectorCheck {
  private final @Nullable SelectorCheck next;
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
  private final boolean anyPort;
  private final int remoteFirstPort;
  private final int remoteLastPort;
  private final int localFirstPort;
  private final int localLastPort;

  private SelectorCheck(
      TrafficSelector local, TrafficSelector remote, @Nullable SelectorCheck next) {
    this.next = next;
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
    anyPort = remote.isAnyPort() && local.isAnyPort();
    remoteFirstPort = remote.firstPort();
    remoteLastPort = remote.lastPort();
    localFirstPort = local.firstPort();
    localLastPort = local.lastPort();
  }

  static SelectorCheck of(List<TrafficSelector> locals, List<TrafficSelector> remotes) {
    SelectorCheck chain = null;
    for (TrafficSelector local : locals.reversed()) {
      for (TrafficSelector remote : remotes.reversed()) {
        chain = new SelectorCheck(local, remote, chain);
      }
    }
    if (chain == null) {
      throw new IllegalArgumentException("an SA without selectors");
    }
    return chain;
  }

  /// The check of packets that go out: the sides change places.
  static SelectorCheck outbound(List<TrafficSelector> locals, List<TrafficSelector> remotes) {
    return of(/* locals= */ remotes, /* remotes= */ locals);
  }

  /// True for a packet from the remote to the local side.
  boolean admits(MemorySegment m, long ip) {
    for (SelectorCheck check = this; check != null; check = check.next) {
      if (check.admitsHere(m, ip)) {
        return true;
      }
    }
    return false;
  }

  private boolean admitsHere(MemorySegment m, long ip) {
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
    if (anyPort) {
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
        && isWithin(Net.u16(m, transport), remoteFirstPort, remoteLastPort)
        && isWithin(Net.u16(m, transport + 2), localFirstPort, localLastPort);
  }

  private static boolean isWithin(int port, int first, int last) {
    return first <= port && port <= last;
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
