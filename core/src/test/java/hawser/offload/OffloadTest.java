package hawser.offload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OffloadTest {
  private static final int MSS = 1000;

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment m = arena.allocate(1 << 18, 64);
  private final List<byte[]> frames = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();
  private final Coalescer coalescer = new Coalescer(this::take);

  private void take(Gather frame, int packets) {
    byte[] octets = new byte[frame.octets()];
    int at = 0;
    for (int i = 0; i < frame.count(); i++) {
      long address = frame.vectors().get(ValueLayout.JAVA_LONG, i * 16L);
      int length = (int) frame.vectors().get(ValueLayout.JAVA_LONG, i * 16L + 8);
      MemorySegment piece = MemorySegment.ofAddress(address).reinterpret(length);
      MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, octets, at, length);
      at += length;
    }
    frames.add(octets);
    counts.add(packets);
  }

  /// Super-packet -> segments -> packets of a size each -> super-packet, octet for octet.
  @ParameterizedTest
  @CsvSource({"4,1,1", "4,5000,1000", "4,4999,1000", "6,64000,1386", "6,1001,1000", "4,300,16"})
  void tcpSegmentsAreWholePacketsAndJoinToWhatTheyWere(int version, int payload, int mss) {
    int length = Packets.tcp(m, 0, version, 5000, 77, Packets.ACK | Packets.PSH, payload);
    byte[] original = Packets.octets(m, 0, length);
    Segmenter segmenter = new Segmenter();
    int network = version == 4 ? 20 : 40;
    int type = version == 4 ? VnetHeader.GSO_TCP4 : VnetHeader.GSO_TCP6;
    assertTrue(segmenter.begin(m, 0, length, type, mss, network));
    MemorySegment cut = arena.allocate(1 << 18, 64);
    long to = 0;
    int segments = 0;
    while (segmenter.next()) {
      assertTrue(Packets.isIntact(m, segmenter.at(), segmenter.length()), "segment " + segments);
      MemorySegment.copy(m, segmenter.at(), cut, to, segmenter.length());
      boolean push = (Net.u8(cut, to + network + 13) & Packets.PSH) != 0;
      assertEquals(segments == (payload - 1) / mss, push, "PSH belongs to the last segment");
      coalescer.add(cut, to, segmenter.length());
      to += segmenter.length();
      segments++;
    }
    coalescer.flush();
    assertEquals(Math.ceilDiv(payload, mss), segments);
    assertEquals(segments, counts.stream().mapToInt(Integer::intValue).sum());
    if (frames.size() == 1 && segments > 1) {
      byte[] joined = frames.getFirst();
      assertEquals(VnetHeader.LENGTH + length, joined.length);
      assertSame(original, joined, network, 16);
    }
  }

  /// All but the IP identification, the IP checksum and the transport checksum, which is partial.
  private static void assertSame(byte[] original, byte[] joined, int network, int checksum) {
    for (int i = 0; i < original.length; i++) {
      boolean partial = i == network + checksum || i == network + checksum + 1;
      if (!partial) {
        assertEquals(original[i], joined[VnetHeader.LENGTH + i], "octet " + i);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4,6400,100", "6,6350,100", "4,64,64"})
  void udpSegmentsAreWholePacketsAndJoinAgain(int version, int payload, int size) {
    int length = Packets.udp(m, 0, version, 5000, 3, payload);
    byte[] original = Packets.octets(m, 0, length);
    int network = version == 4 ? 20 : 40;
    Segmenter segmenter = new Segmenter();
    assertTrue(segmenter.begin(m, 0, length, VnetHeader.GSO_UDP, size, network));
    MemorySegment cut = arena.allocate(1 << 18, 64);
    long to = 0;
    while (segmenter.next()) {
      assertTrue(Packets.isIntact(m, segmenter.at(), segmenter.length()));
      assertEquals(segmenter.length() - network, Net.u16(m, segmenter.at() + network + 4));
      MemorySegment.copy(m, segmenter.at(), cut, to, segmenter.length());
      if (version == 4) { // each datagram is its own; "don't fragment" makes the number void
        assertTrue((Net.u16(cut, to + 6) & 0x4000) != 0);
      }
      coalescer.add(cut, to, segmenter.length());
      to += segmenter.length();
    }
    coalescer.flush();
    assertEquals(List.of(Math.ceilDiv(payload, size)), counts);
    assertSame(original, frames.getFirst(), network, 6);
    if (payload > size) {
      MemorySegment header = MemorySegment.ofArray(frames.getFirst());
      assertEquals(VnetHeader.GSO_UDP, VnetHeader.gsoType(header, 0));
      assertEquals(size, VnetHeader.gsoSize(header, 0));
    }
  }

  @Test
  void superPacketsWithImpossibleHeadersAreRefused() {
    int length = Packets.tcp(m, 0, 4, 5000, 77, Packets.ACK, 5000);
    Segmenter segmenter = new Segmenter();
    assertFalse(segmenter.begin(m, 0, length, VnetHeader.GSO_TCP4, 0, 20), "no size");
    assertFalse(segmenter.begin(m, 0, length, VnetHeader.GSO_TCP6, MSS, 20), "other version");
    assertFalse(segmenter.begin(m, 0, length, VnetHeader.GSO_TCP4, MSS, 24), "other header");
    assertFalse(segmenter.begin(m, 0, 39, VnetHeader.GSO_TCP4, MSS, 20), "cut header");
    assertFalse(segmenter.begin(m, 0, 52, VnetHeader.GSO_TCP4, MSS, 20), "no payload");
    assertFalse(segmenter.begin(m, 0, 10, VnetHeader.GSO_UDP, MSS, 0), "nothing");
    Net.put8(m, 32, 0x40);
    assertFalse(segmenter.begin(m, 0, length, VnetHeader.GSO_TCP4, MSS, 20), "TCP header of 16");
  }

  @Test
  void packetsOfAFlowLeaveInOrderWhateverBreaksATrain() {
    long at = 0;
    at += add(at, Packets.tcp(m, at, 4, 1, 0, Packets.ACK, MSS));
    at += add(at, Packets.tcp(m, at, 4, 1, MSS, Packets.ACK, MSS));
    at += add(at, Packets.tcp(m, at, 4, 1, 3 * MSS, Packets.ACK, MSS)); // a hole
    at += add(at, Packets.tcp(m, at, 4, 1, 4 * MSS, Packets.ACK, MSS));
    at += add(at, Packets.tcp(m, at, 4, 1, 5 * MSS, Packets.ACK | Packets.FIN, 10));
    at += add(at, Packets.tcp(m, at, 4, 1, 2 * MSS, Packets.ACK, MSS)); // the hole is filled
    add(at, Packets.tcp(m, at, 4, 1, 6 * MSS, Packets.ACK, 0));
    coalescer.flush();
    assertEquals(List.of(2, 2, 1, 1, 1), counts);
    int[] sequences = {0, 3 * MSS, 5 * MSS, 2 * MSS, 6 * MSS};
    for (int i = 0; i < sequences.length; i++) {
      MemorySegment frame = MemorySegment.ofArray(frames.get(i));
      assertEquals(sequences[i], Net.i32(frame, VnetHeader.LENGTH + 24));
    }
  }

  @Test
  void aDamagedPacketIsNeverJoinedAndLeavesAsItCame() {
    long at = 0;
    at += add(at, Packets.tcp(m, at, 4, 1, 0, Packets.ACK, MSS));
    int length = Packets.tcp(m, at, 4, 1, MSS, Packets.ACK, MSS);
    Net.put8(m, at + 500, Net.u8(m, at + 500) ^ 1);
    byte[] damaged = Packets.octets(m, at, length);
    coalescer.add(m, at, length);
    at += length;
    add(at, Packets.tcp(m, at, 4, 1, 2 * MSS, Packets.ACK, MSS));
    coalescer.flush();
    assertEquals(List.of(1, 1, 1), counts);
    byte[] frame = frames.get(1);
    byte[] expected = new byte[VnetHeader.LENGTH + length];
    System.arraycopy(damaged, 0, expected, VnetHeader.LENGTH, length);
    assertArrayEquals(expected, frame, "no promise of a good checksum stands in front of it");
  }

  @Test
  void moreFlowsThanPlacesLoseNothing() {
    long at = 0;
    for (int round = 0; round < 3; round++) {
      for (int flow = 0; flow < 20; flow++) {
        at += add(at, Packets.tcp(m, at, 4, 100 + flow, round * MSS, Packets.ACK, MSS));
      }
    }
    coalescer.flush();
    assertEquals(60, counts.stream().mapToInt(Integer::intValue).sum());
    int[] next = new int[20];
    for (byte[] frame : frames) {
      MemorySegment f = MemorySegment.ofArray(frame);
      int flow = Net.u16(f, VnetHeader.LENGTH + 20) - 100;
      assertEquals(next[flow], Net.i32(f, VnetHeader.LENGTH + 24));
      next[flow] += frame.length - VnetHeader.LENGTH - 52;
    }
  }

  @Test
  void packetsThatAreNoPlainTcpOrUdpPassUntouched() {
    int length = Packets.udp(m, 0, 4, 9, 1, 100);
    Net.put16(m, 6, 0x2000); // a first fragment
    add(0, length);
    Net.put16(m, 6, 0);
    Net.put8(m, 9, 1); // ICMP
    add(0, length);
    add(0, 20);
    coalescer.flush();
    assertEquals(List.of(1, 1, 1), counts);
  }

  private int add(long at, int length) {
    coalescer.add(m, at, length);
    return length;
  }
}
