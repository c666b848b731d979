package hawser.esp;

import hawser.net.Checksum;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;

/// Lowers the MSS option of TCP SYNs to what fits through the tunnel, so that no path MTU discovery
/// has to work for TCP (RFC 9293 section 3.7.1).
public final class MssClamp {
  private static final int FLAG_SYN = 0x02;
  private static final int OPTION_MSS = 2;

  private MssClamp() {}

  /// Rewrites the packet at `ip` when it is a SYN whose MSS is too large for `mtu`.
  public static void clamp(MemorySegment m, long ip, int length, int mtu) {
    boolean v4 = Ip4.version(m, ip) == 4;
    int header = v4 ? Ip4.headerLength(m, ip) : Ip6.HEADER;
    if (length < header + 20) {
      return;
    }
    int protocol = v4 ? Ip4.protocol(m, ip) : Ip6.nextHeader(m, ip);
    if (protocol != Ip4.PROTOCOL_TCP || v4 && Ip4.fragmentOffset(m, ip) != 0) {
      return;
    }
    long tcp = ip + header;
    if ((Net.u8(m, tcp + 13) & FLAG_SYN) == 0) {
      return;
    }
    long end = Math.min(tcp + (Net.u8(m, tcp + 12) >>> 4) * 4L, ip + length);
    int most = mtu - header - 20;
    for (long at = tcp + 20; at + 1 < end; ) {
      int kind = Net.u8(m, at);
      if (kind == 0) {
        return;
      }
      int size = kind == 1 ? 1 : Net.u8(m, at + 1);
      if (kind != 1 && size < 2 || kind == OPTION_MSS && (size != 4 || at + 4 > end)) {
        return;
      }
      if (kind == OPTION_MSS) {
        lower(m, tcp, at + 2, most);
        return;
      }
      at += size;
    }
  }

  private static void lower(MemorySegment m, long tcp, long at, int most) {
    int before = Net.u16(m, at);
    if (before <= most || most <= 0) {
      return;
    }
    Net.put16(m, at, most);
    int checksum = Net.u16(m, tcp + 16);
    if ((at - tcp & 1) == 0) {
      checksum = Checksum.update(checksum, before, most);
    } else { // the option starts at an odd place: its octets lie in two words, swapped
      checksum = Checksum.update(checksum, swap(before), swap(most));
    }
    Net.put16(m, tcp + 16, checksum);
  }

  private static int swap(int value) {
    return value >>> 8 | (value & 0xff) << 8;
  }
}
