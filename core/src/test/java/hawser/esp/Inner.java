package hawser.esp;

import hawser.bytes.Hex;
import hawser.net.Checksum;
import hawser.net.Ip4;
import hawser.net.IpAddress;
import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Inner packets for tests, made by hand.
final class Inner {
  private Inner() {}

  static MemorySegment room(int length) {
    return Arena.ofAuto().allocate(length, 64);
  }

  static MemorySegment of(byte[] bytes) {
    MemorySegment m = room(Math.max(bytes.length, 1) + 4096);
    MemorySegment.copy(bytes, 0, m, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return m;
  }

  static byte[] bytes(MemorySegment m, long from, int length) {
    return m.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
  }

  static byte[] hex(String text) {
    return Hex.parse(text.replaceAll("\\s", ""));
  }

  /// An IPv4 packet without options.
  static byte[] v4(String source, String destination, int protocol, byte[] payload) {
    return v4(source, destination, protocol, new byte[0], payload);
  }

  static byte[] v4(
      String source, String destination, int protocol, byte[] options, byte[] payload) {
    int header = 20 + options.length;
    byte[] packet = new byte[header + payload.length];
    MemorySegment m = MemorySegment.ofArray(packet);
    Net.put8(m, 0, 0x40 | header / 4);
    Net.put16(m, 2, packet.length);
    Net.put16(m, 4, 0x1234);
    Net.put16(m, 8, 64 << 8 | protocol);
    Net.put32(m, 12, IpAddress.parse(source).v4Bits());
    Net.put32(m, 16, IpAddress.parse(destination).v4Bits());
    System.arraycopy(options, 0, packet, 20, options.length);
    System.arraycopy(payload, 0, packet, header, payload.length);
    Ip4.writeChecksum(m, 0);
    return packet;
  }

  static byte[] v6(String source, String destination, int next, byte[] payload) {
    byte[] packet = new byte[40 + payload.length];
    MemorySegment m = MemorySegment.ofArray(packet);
    Net.put32(m, 0, 0x60000000);
    Net.put16(m, 4, payload.length);
    Net.put16(m, 6, next << 8 | 64);
    System.arraycopy(IpAddress.parse(source).toBytes(), 0, packet, 8, 16);
    System.arraycopy(IpAddress.parse(destination).toBytes(), 0, packet, 24, 16);
    System.arraycopy(payload, 0, packet, 40, payload.length);
    return packet;
  }

  /// A UDP header with these ports and `length` octets of payload; no checksum.
  static byte[] udp(int source, int destination, int length) {
    byte[] datagram = new byte[8 + length];
    MemorySegment m = MemorySegment.ofArray(datagram);
    Net.put16(m, 0, source);
    Net.put16(m, 2, destination);
    Net.put16(m, 4, datagram.length);
    for (int i = 8; i < datagram.length; i++) {
      datagram[i] = (byte) (i * 7);
    }
    return datagram;
  }

  /// The IPv4 header checksum as receivers verify it.
  static boolean headerIsGood(MemorySegment m, long ip) {
    return Checksum.finish(Checksum.sum(m, ip, Ip4.headerLength(m, ip))) == 0;
  }

  static boolean transportIsGood(MemorySegment m, long ip, int header, int protocol, int length) {
    long sum =
        Checksum.pseudoHeader(m, ip, protocol, length - header)
            + Checksum.sum(m, ip + header, length - header);
    return Checksum.finish(sum) == 0;
  }
}
