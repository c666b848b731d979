package hawser.esp;

import hawser.net.Checksum;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.IpAddress;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;

/// The ICMP message that tells a sender how large a packet may be: "fragmentation needed" for IPv4
/// (RFC 792 with the next-hop MTU of RFC 1191 section 4), "packet too big" for IPv6 (RFC 4443
/// section 3.2). Without it path MTU discovery fails silently inside the tunnel.
public final class TooBig {
  /// The most octets that [#build] writes.
  public static final int MOST = 1280;

  private static final int MOST_V4 = 576; // RFC 1812 section 4.3.2.3

  /// The least MTU that is reported: less would let a forged message far away slow everything down.
  static final int LEAST_MTU_V4 = 576;

  static final int LEAST_MTU_V6 = 1280; // RFC 8200 section 5
  private static final int TTL = 64;
  private static final int ICMP = 8;
  private static final int PRECEDENCE_INTERNETWORK_CONTROL = 0xc0; // RFC 1812 section 4.3.2.5

  private TooBig() {}

  /// Answers the packet of `length` octets at `ip`, which does not fit into `mtu`. Returns the
  /// octets written at `to`, or 0 when the packet must not be answered: an IPv4 packet that may be
  /// fragmented, an ICMP error, a fragment without its start (IPv4), a source or destination that
  /// is not one host, a header that is not whole, or a `from` of the other family.
  ///
  /// @param mtu octets; reported as no less than 576 (IPv4) or 1280 (IPv6)
  /// @param from the address that the message comes from
  public static int build(
      MemorySegment m, long ip, int length, int mtu, IpAddress from, MemorySegment out, long to) {
    if (length < Ip4.MIN_HEADER) {
      return 0;
    }
    return switch (Ip4.version(m, ip)) {
      case 4 -> from.isV4() && mayAnswerV4(m, ip, length) ? v4(m, ip, mtu, from, out, to) : 0;
      case 6 ->
          !from.isV4() && length >= Ip6.HEADER && mayAnswerV6(m, ip, length)
              ? v6(m, ip, mtu, from, out, to)
              : 0;
      default -> 0;
    };
  }

  private static int v4(
      MemorySegment m, long ip, int mtu, IpAddress from, MemorySegment out, long to) {
    int quoted = Math.min(Ip4.totalLength(m, ip), MOST_V4 - Ip4.MIN_HEADER - ICMP);
    int total = Ip4.MIN_HEADER + ICMP + quoted;
    Net.put16(out, to, 0x4500 | PRECEDENCE_INTERNETWORK_CONTROL);
    Net.put16(out, to + 2, total);
    Net.put32(out, to + 4, 0); // atomic: no fragment, so no identification (RFC 6864)
    Net.put16(out, to + 8, TTL << 8 | Ip4.PROTOCOL_ICMP);
    Net.put32(out, to + 12, from.v4Bits());
    Net.put32(out, to + 16, Ip4.source(m, ip));
    Ip4.writeChecksum(out, to);
    long icmp = to + Ip4.MIN_HEADER;
    Net.put32(out, icmp, 0x03040000);
    Net.put32(out, icmp + 4, Math.clamp(mtu, LEAST_MTU_V4, 0xffff));
    MemorySegment.copy(m, ip, out, icmp + ICMP, quoted);
    Net.put16(out, icmp + 2, Checksum.finish(Checksum.sum(out, icmp, ICMP + quoted)));
    return total;
  }

  private static int v6(
      MemorySegment m, long ip, int mtu, IpAddress from, MemorySegment out, long to) {
    int quoted = Math.min(Ip6.totalLength(m, ip), MOST - Ip6.HEADER - ICMP);
    Net.put32(out, to, 0x60000000);
    Net.put16(out, to + 4, ICMP + quoted);
    Net.put16(out, to + 6, Ip6.PROTOCOL_ICMP << 8 | TTL);
    Net.put64(out, to + 8, from.high());
    Net.put64(out, to + 16, from.low());
    Net.put64(out, to + 24, Ip6.sourceHigh(m, ip));
    Net.put64(out, to + 32, Ip6.sourceLow(m, ip));
    long icmp = to + Ip6.HEADER;
    Net.put32(out, icmp, 0x02000000);
    Net.put32(out, icmp + 4, Math.max(mtu, LEAST_MTU_V6));
    MemorySegment.copy(m, ip, out, icmp + ICMP, quoted);
    long sum =
        Checksum.pseudoHeader(out, to, Ip6.PROTOCOL_ICMP, ICMP + quoted)
            + Checksum.sum(out, icmp, ICMP + quoted);
    Net.put16(out, icmp + 2, Checksum.finish(sum));
    return Ip6.HEADER + ICMP + quoted;
  }

  /// RFC 1812 section 4.3.2.7.
  private static boolean mayAnswerV4(MemorySegment m, long ip, int length) {
    int header = Ip4.headerLength(m, ip);
    int total = Ip4.totalLength(m, ip);
    if (header < Ip4.MIN_HEADER || total < header || total > length) {
      return false;
    }
    int source = Ip4.source(m, ip) >>> 24;
    boolean oneHost = source != 0 && source != 127 && source < 224;
    if (!Ip4.dontFragment(m, ip)
        || Ip4.fragmentOffset(m, ip) != 0
        || !oneHost
        || Ip4.destination(m, ip) >>> 28 >= 0xe) {
      return false;
    }
    if (Ip4.protocol(m, ip) != Ip4.PROTOCOL_ICMP) {
      return true;
    }
    return total > header && !isErrorV4(Net.u8(m, ip + header));
  }

  private static boolean isErrorV4(int type) {
    return switch (type) {
      case 3, 4, 5, 11, 12 -> true;
      default -> false;
    };
  }

  /// RFC 4443 section 2.4 (e). Deviation: it lets "packet too big" answer multicast; we do not, for
  /// one packet would then make every router of the tree answer.
  private static boolean mayAnswerV6(MemorySegment m, long ip, int length) {
    int total = Ip6.totalLength(m, ip);
    long sourceHigh = Ip6.sourceHigh(m, ip);
    boolean anyOrLoopback = sourceHigh == 0 && Ip6.sourceLow(m, ip) >>> 1 == 0;
    if (total > length
        || anyOrLoopback
        || sourceHigh >>> 56 == 0xff
        || Ip6.destinationHigh(m, ip) >>> 56 == 0xff) {
      return false;
    }
    int next = Ip6.nextHeader(m, ip);
    int at = Ip6.HEADER;
    while (next == 0 || next == 43 || next == 60 || next == Ip6.PROTOCOL_FRAGMENT) {
      if (at + 8 > total) {
        return false;
      }
      boolean fragment = next == Ip6.PROTOCOL_FRAGMENT;
      if (fragment && (Net.u16(m, ip + at + 2) & 0xfff8) != 0) {
        return true; // no sender can put an ICMP error into fragments: errors have 1280 octets
      }
      next = Net.u8(m, ip + at);
      at += fragment ? 8 : (Net.u8(m, ip + at + 1) + 1) * 8;
    }
    if (next != Ip6.PROTOCOL_ICMP) {
      return true;
    }
    int type = at < total ? Net.u8(m, ip + at) : 0;
    return type >= 128 && type != 137; // errors and redirects
  }
}
