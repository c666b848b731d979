package hawser.esp;

import hawser.net.Ip4;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;

/// Cuts an inner IPv4 packet into pieces that fit, before encapsulation (RFC 791 section 3.2, RFC
/// 4301 section 8.2.1). Whether it may be cut is for [Oversize] to say; the pieces may be cut
/// again. Stateless: the caller asks how many pieces there are and then for each of them.
public final class Fragmenter {
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int COPIED = 0x80;

  private Fragmenter() {}

  /// How many fragments the packet of `length` octets at `ip` becomes, 1 when it fits as it is; or
  /// the result of [Drop#TOO_BIG] for IPv6, or of [Drop#BAD_INNER].
  public static int count(MemorySegment m, long ip, int length, int mtu) {
    if (length < Ip4.MIN_HEADER) {
      return Drop.BAD_INNER.result();
    }
    if (length <= mtu) {
      return 1;
    }
    if (Ip4.version(m, ip) != 4) {
      return Drop.TOO_BIG.result();
    }
    int header = Ip4.headerLength(m, ip);
    int total = Ip4.totalLength(m, ip);
    if (header < Ip4.MIN_HEADER || total < header || total > length) {
      return Drop.BAD_INNER.result();
    }
    int payload = total - header;
    if (Ip4.fragmentOffset(m, ip) + payload > 0xffff - Ip4.MIN_HEADER) {
      return Drop.BAD_INNER.result(); // no whole datagram ends there
    }
    int step = step(header, mtu);
    if (step <= 0) {
      return Drop.TOO_BIG.result();
    }
    return total <= mtu ? 1 : Math.ceilDiv(payload, step);
  }

  /// Writes fragment `index` of those that [#count] announced for the same packet; returns its
  /// length.
  public static int write(
      MemorySegment m, long ip, int mtu, int index, MemorySegment out, long to) {
    int header = Ip4.headerLength(m, ip);
    int payload = Ip4.totalLength(m, ip) - header;
    int step = step(header, mtu);
    int from = index * step;
    int part = Math.min(step, payload - from);
    MemorySegment.copy(m, ip, out, to, header);
    if (index > 0) {
      blankUncopiedOptions(out, to, header);
    }
    MemorySegment.copy(m, ip + header + from, out, to + header, part);
    int flags = Net.u16(m, ip + 6);
    int more = from + part < payload ? MORE_FRAGMENTS : flags & MORE_FRAGMENTS;
    Net.put16(out, to + 2, header + part);
    Net.put16(out, to + 6, more | (flags & 0x1fff) + from / 8);
    Ip4.writeChecksum(out, to);
    return header + part;
  }

  /// Octets of payload in each fragment but the last.
  private static int step(int header, int mtu) {
    return mtu - header & ~7;
  }

  /// Options without the "copied" flag stand in the first fragment only; no-operations keep the
  /// header's length.
  private static void blankUncopiedOptions(MemorySegment m, long ip, int header) {
    int at = Ip4.MIN_HEADER;
    while (at < header) {
      int option = Net.u8(m, ip + at);
      int size = option <= 1 || at + 1 == header ? 1 : Math.max(Net.u8(m, ip + at + 1), 1);
      int end = option == 0 ? header : Math.min(at + size, header);
      if ((option & COPIED) == 0) {
        for (int i = at; i < end; i++) {
          Net.put8(m, ip + i, option == 0 ? 0 : 1);
        }
      }
      at = end;
    }
  }
}
