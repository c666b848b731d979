package hawser.offload;

import hawser.net.Checksum;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;

/// A TCP or UDP packet in memory, read once: where its parts are and what its flow is. Mutable and
/// reused; owned by one thread.
final class Transport {
  static final int FIN = 0x01;
  static final int SYN = 0x02;
  static final int RST = 0x04;
  static final int PSH = 0x08;
  static final int ACK = 0x10;
  static final int URG = 0x20;
  static final int CWR = 0x80;

  MemorySegment memory = MemorySegment.NULL;
  long ip;
  boolean v4;
  boolean tcp;

  /// Octets of the IP header, of both headers, and behind them.
  int network;

  int headers;
  int payload;
  int sequence;
  int flags;

  /// Reads the packet of `length` octets at `ip`, whose IP header is known to be whole. False for
  /// what is not plain TCP or UDP: fragments, IP options, extension headers, cut headers.
  boolean read(MemorySegment m, long at, int length) {
    memory = m;
    ip = at;
    v4 = Ip4.version(m, at) == 4;
    network = v4 ? Ip4.MIN_HEADER : Ip6.HEADER;
    if (v4 && (Ip4.headerLength(m, at) != network || Ip4.isFragment(m, at))) {
      return false;
    }
    int protocol = v4 ? Ip4.protocol(m, at) : Ip6.nextHeader(m, at);
    tcp = protocol == Ip4.PROTOCOL_TCP;
    if (tcp) {
      if (length < network + 20) {
        return false;
      }
      int word = Net.u16(m, at + network + 12);
      int header = (word >>> 12) * 4;
      headers = network + header;
      sequence = Net.i32(m, at + network + 4);
      flags = word & 0xff;
      payload = length - headers;
      return header >= 20 && payload >= 0;
    }
    headers = network + 8;
    payload = length - headers;
    return protocol == Ip4.PROTOCOL_UDP
        && payload >= 0
        && Net.u16(m, at + network + 4) == payload + 8;
  }

  void copyFrom(Transport other) {
    memory = other.memory;
    ip = other.ip;
    v4 = other.v4;
    tcp = other.tcp;
    network = other.network;
    headers = other.headers;
    payload = other.payload;
    sequence = other.sequence;
    flags = other.flags;
  }

  /// True for a packet of the same connection and direction.
  boolean isSameFlow(Transport other) {
    if (v4 != other.v4 || tcp != other.tcp) {
      return false;
    }
    MemorySegment m = memory;
    MemorySegment n = other.memory;
    if (v4) {
      return Net.i64(m, ip + 12) == Net.i64(n, other.ip + 12)
          && Net.i32(m, ip + 20) == Net.i32(n, other.ip + 20);
    }
    return Net.i64(m, ip + 8) == Net.i64(n, other.ip + 8)
        && Net.i64(m, ip + 16) == Net.i64(n, other.ip + 16)
        && Net.i64(m, ip + 24) == Net.i64(n, other.ip + 24)
        && Net.i64(m, ip + 32) == Net.i64(n, other.ip + 32)
        && Net.i32(m, ip + 40) == Net.i32(n, other.ip + 40);
  }

  /// Both ports.
  int ports() {
    return Net.i32(memory, ip + network);
  }

  /// Mixes the addresses and ports.
  int hash() {
    long addresses =
        v4
            ? Net.i64(memory, ip + 12)
            : Net.i64(memory, ip + 8) * 31
                + Net.i64(memory, ip + 16) * 37
                + Net.i64(memory, ip + 24) * 41
                + Net.i64(memory, ip + 32);
    long mixed = (addresses ^ (long) ports() << 16) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32);
  }

  /// True when every header field that a super-packet has only once is the same: traffic class, hop
  /// limit, "don't fragment"; acknowledgement, flags and options of TCP.
  boolean hasSameHeaders(Transport other) {
    MemorySegment m = memory;
    MemorySegment n = other.memory;
    if (headers != other.headers) {
      return false;
    }
    boolean same =
        v4
            ? Net.u16(m, ip) == Net.u16(n, other.ip)
                && Net.u16(m, ip + 6) == Net.u16(n, other.ip + 6)
                && Net.u16(m, ip + 8) == Net.u16(n, other.ip + 8)
            : Net.i32(m, ip) == Net.i32(n, other.ip)
                && Net.u16(m, ip + 6) == Net.u16(n, other.ip + 6);
    if (!same || !tcp) {
      return same;
    }
    long a = ip + network;
    long b = other.ip + network;
    if (Net.i32(m, a + 8) != Net.i32(n, b + 8) || ((flags ^ other.flags) & ~PSH) != 0) {
      return false;
    }
    for (int at = 20; at < headers - network; at += 4) {
      if (Net.i32(m, a + at) != Net.i32(n, b + at)) {
        return false;
      }
    }
    return true;
  }

  /// The identification of IPv4, which must count up where the packet may be fragmented (RFC 6864).
  int identification() {
    return v4 && !Ip4.dontFragment(memory, ip) ? Net.u16(memory, ip + 4) : -1;
  }

  /// True when the transport checksum is there and right: only such a packet may be joined to
  /// others, since the super-packet gets a new one.
  boolean isIntact() {
    int octets = headers - network + payload;
    int protocol = tcp ? Ip4.PROTOCOL_TCP : Ip4.PROTOCOL_UDP;
    if (!tcp && Net.u16(memory, ip + network + 6) == 0) {
      return false;
    }
    long sum =
        Checksum.pseudoHeader(memory, ip, protocol, octets)
            + Checksum.sum(memory, ip + network, octets);
    return Checksum.finish(sum) == 0;
  }
}
