package hawser.offload;

import hawser.net.Checksum;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A cursor over the segments of a TCP or UDP super-packet, which it cuts in place: each segment's
/// headers are written over the end of the segment before, so that payload is never copied.
///
/// ```
/// | headers | payload 1 | payload 2 | payload 3 |
/// | segment 1           |
///             | headers | payload 2 |               after the second next()
/// ```
///
/// A segment may be used only until the next call of [#next]. Owned by one thread.
public final class Segmenter {
  private static final int MOST_HEADERS = 512;
  private static final int TCP_SEQUENCE = 4;
  private static final int TCP_FLAGS = 12;
  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_HEADER = 8;
  private static final int UDP_CHECKSUM = 6;
  private static final int FIN_PSH = 0x09;
  private static final int CWR = 0x80;

  private final MemorySegment template = Arena.ofAuto().allocate(MOST_HEADERS, 64);
  private MemorySegment memory = template;
  private long packet;
  private int headers;
  private int transport;
  private boolean v4;
  private boolean tcp;
  private int size;
  private int payload;
  private int done;
  private int identification;
  private int sequence;
  private int flags;
  private long networkSum;
  private long transportSum;
  private long at;
  private int length;

  /// Starts with the super-packet of `length` octets at `packet`. False when its headers are not
  /// whole or are not those that `gsoType` promises.
  ///
  /// @param size octets of payload in each segment but the last
  /// @param transport where the transport header starts, counted from the IP header
  public boolean begin(
      MemorySegment m, long packet, int length, int gsoType, int size, int transport) {
    boolean udp = gsoType == VnetHeader.GSO_UDP;
    int version = length < Ip4.MIN_HEADER ? 0 : Ip4.version(m, packet);
    boolean fits =
        size > 0
            && transport + (udp ? UDP_HEADER : 20) <= Math.min(length, MOST_HEADERS)
            && (version == 4 && transport == Ip4.headerLength(m, packet) && transport >= 20
                || version == 6 && transport >= Ip6.HEADER);
    if (!fits
        || gsoType == VnetHeader.GSO_TCP4 && version != 4
        || gsoType == VnetHeader.GSO_TCP6 && version != 6) {
      return false;
    }
    int transportLength = udp ? UDP_HEADER : (Net.u8(m, packet + transport + 12) >>> 4) * 4;
    headers = transport + transportLength;
    if (transportLength < UDP_HEADER
        || !udp && transportLength < 20
        || headers >= length
        || headers > MOST_HEADERS) {
      return false;
    }
    memory = m;
    this.packet = packet;
    this.transport = transport;
    this.size = size;
    v4 = version == 4;
    tcp = !udp;
    payload = length - headers;
    done = 0;
    prepareTemplate();
    return true;
  }

  /// Makes the next segment; false when there is none left.
  public boolean next() {
    if (done >= payload) {
      return false;
    }
    int part = Math.min(size, payload - done);
    boolean last = done + part >= payload;
    at = packet + done;
    length = headers + part;
    MemorySegment.copy(template, 0, memory, at, headers);
    writeNetwork();
    long sum = transportSum + (length - transport) + Checksum.sum(memory, at + headers, part);
    if (tcp) {
      finishTcp(sum, last);
    } else {
      finishUdp(sum);
    }
    done += part;
    return true;
  }

  /// How many segments are still to come.
  public int left() {
    return Math.ceilDiv(payload - done, size);
  }

  /// Where the segment's IP header is.
  public long at() {
    return at;
  }

  /// Octets of the segment with its headers.
  public int length() {
    return length;
  }

  /// The headers with what varies set to zero, and their sums.
  private void prepareTemplate() {
    MemorySegment.copy(memory, packet, template, 0, headers);
    int protocol = tcp ? Ip4.PROTOCOL_TCP : Ip4.PROTOCOL_UDP;
    transportSum = Checksum.pseudoHeader(template, 0, protocol, 0);
    if (v4) {
      identification = Net.u16(template, 4);
      Net.put32(template, 2, 0); // total length, identification
      Net.put16(template, 10, 0);
      networkSum = Checksum.sum(template, 0, transport);
    } else {
      Net.put16(template, 4, 0);
    }
    if (tcp) {
      sequence = Net.i32(template, transport + TCP_SEQUENCE);
      flags = Net.u16(template, transport + TCP_FLAGS);
      Net.put32(template, transport + TCP_SEQUENCE, 0);
      Net.put16(template, transport + TCP_FLAGS, 0);
      Net.put16(template, transport + TCP_CHECKSUM, 0);
    } else {
      Net.put32(template, transport + 4, 0); // length, checksum
    }
    transportSum += Checksum.sum(template, transport, headers - transport);
  }

  private void writeNetwork() {
    if (v4) {
      int id = identification++ & 0xffff;
      Net.put16(memory, at + 2, length);
      Net.put16(memory, at + 4, id);
      Net.put16(memory, at + 10, Checksum.finish(networkSum + length + id));
    } else {
      Net.put16(memory, at + 4, length - Ip6.HEADER);
    }
  }

  /// FIN and PSH belong to the last segment, CWR to the first (RFC 3168 section 6.1.2).
  private void finishTcp(long sum, boolean last) {
    int own = sequence + done;
    int mask = (last ? 0 : FIN_PSH) | (done == 0 ? 0 : CWR);
    int word = flags & ~mask;
    long tcpAt = at + transport;
    Net.put32(memory, tcpAt + TCP_SEQUENCE, own);
    Net.put16(memory, tcpAt + TCP_FLAGS, word);
    Net.put16(
        memory, tcpAt + TCP_CHECKSUM, Checksum.finish(sum + (own >>> 16) + (own & 0xffff) + word));
  }

  private void finishUdp(long sum) {
    int octets = length - transport;
    long udpAt = at + transport;
    Net.put16(memory, udpAt + 4, octets);
    int checksum = Checksum.finish(sum + octets);
    Net.put16(memory, udpAt + UDP_CHECKSUM, checksum == 0 ? 0xffff : checksum); // RFC 768
  }
}
