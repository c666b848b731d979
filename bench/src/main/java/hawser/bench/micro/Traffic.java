package hawser.bench.micro;

import hawser.net.Checksum;
import hawser.net.Ip4;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;

/// Inner packets for the benchmarks: one TCP flow from 10.5.0.1 to 192.168.9.1, with the options
/// that Linux sends.
final class Traffic {
  static final int HEADERS = 52;
  static final int PAYLOAD = 1348; // 1,400 octets with headers

  private static final int SOURCE = 0x0a050001;
  private static final int DESTINATION = 0xc0a80901;
  private static final int TCP_OCTETS = HEADERS - 20;

  private Traffic() {}

  /// A packet of `payload` octets, number `index` of its flow, with checksums that are right;
  /// returns its length.
  static int tcp(MemorySegment m, long at, int index, int payload) {
    int length = HEADERS + payload;
    Net.put32(m, at, 0x45000000 | Math.min(length, 0xffff));
    Net.put32(m, at + 4, index << 16 | 0x4000);
    Net.put32(m, at + 8, 64 << 24 | Ip4.PROTOCOL_TCP << 16);
    Net.put32(m, at + 12, SOURCE);
    Net.put32(m, at + 16, DESTINATION);
    Ip4.writeChecksum(m, at);
    long tcp = at + 20;
    Net.put32(m, tcp, 50_000 << 16 | 5201);
    Net.put32(m, tcp + 4, index * payload);
    Net.put32(m, tcp + 8, 1);
    Net.put32(m, tcp + 12, 0x8010_01f5);
    Net.put32(m, tcp + 16, 0);
    Net.put32(m, tcp + 20, 0x0101080a);
    Net.put64(m, tcp + 24, 0x1111222233334444L);
    m.asSlice(at + HEADERS, payload).fill((byte) index);
    long sum =
        Checksum.pseudoHeader(m, at, Ip4.PROTOCOL_TCP, TCP_OCTETS + payload)
            + Checksum.sum(m, tcp, TCP_OCTETS + payload);
    Net.put16(m, tcp + 16, Checksum.finish(sum));
    return length;
  }
}
