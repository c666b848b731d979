package hawser.offload;

import hawser.net.Checksum;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Makes TCP and UDP packets, and super-packets, for tests.
final class Packets {
  static final int ACK = 0x10;
  static final int PSH = 0x08;
  static final int FIN = 0x01;

  private Packets() {}

  /// A TCP packet with 12 octets of options at `at`; returns its length. The payload counts up from
  /// `sequence`. All checksums are right.
  static int tcp(
      MemorySegment m, long at, int version, int port, int sequence, int flags, int payload) {
    int network = network(m, at, version, Ip4.PROTOCOL_TCP, 32 + payload);
    long tcp = at + network;
    Net.put16(m, tcp, port);
    Net.put16(m, tcp + 2, 443);
    Net.put32(m, tcp + 4, sequence);
    Net.put32(m, tcp + 8, 0x01020304);
    Net.put16(m, tcp + 12, 0x8000 | flags);
    Net.put16(m, tcp + 14, 501);
    Net.put32(m, tcp + 16, 0);
    Net.put32(m, tcp + 20, 0x0101080a);
    Net.put64(m, tcp + 24, 0x1111222233334444L);
    fill(m, tcp + 32, sequence, payload);
    finish(m, at, network, Ip4.PROTOCOL_TCP, 32 + payload, 16);
    return network + 32 + payload;
  }

  static int udp(MemorySegment m, long at, int version, int port, int mark, int payload) {
    int network = network(m, at, version, Ip4.PROTOCOL_UDP, 8 + payload);
    long udp = at + network;
    Net.put16(m, udp, port);
    Net.put16(m, udp + 2, 53);
    Net.put16(m, udp + 4, 8 + payload);
    Net.put16(m, udp + 6, 0);
    fill(m, udp + 8, mark, payload);
    finish(m, at, network, Ip4.PROTOCOL_UDP, 8 + payload, 6);
    return network + 8 + payload;
  }

  /// True when the IP and transport checksums are right.
  static boolean isIntact(MemorySegment m, long at, int length) {
    boolean v4 = Ip4.version(m, at) == 4;
    int network = v4 ? 20 : 40;
    int protocol = v4 ? Ip4.protocol(m, at) : Ip6.nextHeader(m, at);
    long sum =
        Checksum.pseudoHeader(m, at, protocol, length - network)
            + plainSum(m, at + network, length - network);
    return Checksum.finish(sum) == 0 && (!v4 || Checksum.finish(plainSum(m, at, 20)) == 0);
  }

  static byte[] octets(MemorySegment m, long at, int length) {
    return m.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
  }

  /// The sum by its definition, two octets at a time.
  static long plainSum(MemorySegment m, long from, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (i & 1) == 0 ? Net.u8(m, from + i) << 8 : Net.u8(m, from + i);
    }
    return sum;
  }

  private static int network(MemorySegment m, long at, int version, int protocol, int payload) {
    if (version == 4) {
      Net.put32(m, at, 0x45000000 | 20 + payload);
      Net.put32(m, at + 4, 0x12344000);
      Net.put32(m, at + 8, 64 << 24 | protocol << 16);
      Net.put32(m, at + 12, 0x0a010164);
      Net.put32(m, at + 16, 0xc0a80902);
      Ip4.writeChecksum(m, at);
      return 20;
    }
    Net.put32(m, at, 0x60012345);
    Net.put32(m, at + 4, payload << 16 | protocol << 8 | 64);
    for (int i = 0; i < 32; i++) {
      Net.put8(m, at + 8 + i, 0x20 + i);
    }
    return 40;
  }

  private static void fill(MemorySegment m, long at, int mark, int payload) {
    for (int i = 0; i < payload; i++) {
      Net.put8(m, at + i, mark + i);
    }
  }

  private static void finish(
      MemorySegment m, long at, int network, int protocol, int octets, int field) {
    long transport = at + network;
    Net.put16(m, transport + field, 0);
    long sum = Checksum.pseudoHeader(m, at, protocol, octets) + plainSum(m, transport, octets);
    Net.put16(m, transport + field, Checksum.finish(sum));
  }
}
