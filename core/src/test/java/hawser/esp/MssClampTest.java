package hawser.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.net.Checksum;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MssClampTest {
  private static final int TCP = 6;
  private static final int SYN = 0x02;
  private static final int SYN_ACK = 0x12;

  @Test
  void lowers_the_option_of_an_ipv4_syn_and_mends_the_checksum() {
    byte[] packet = tcp(4, SYN, Inner.hex("020405b4"), 0);
    MemorySegment m = Inner.of(packet);
    assertTrue(Inner.transportIsGood(m, 0, 20, TCP, packet.length));
    MssClamp.clamp(m, 0, packet.length, 1438);
    assertEquals(1398, Net.u16(m, 42));
    assertTrue(Inner.transportIsGood(m, 0, 20, TCP, packet.length));
  }

  @Test
  void lowers_the_option_of_an_ipv6_syn_ack() {
    byte[] packet = tcp(6, SYN_ACK, Inner.hex("020405a0"), 3);
    MemorySegment m = Inner.of(packet);
    MssClamp.clamp(m, 0, packet.length, 1438);
    assertEquals(1378, Net.u16(m, 62));
    assertTrue(Inner.transportIsGood(m, 0, 40, TCP, packet.length));
  }

  @Test
  void mends_the_checksum_of_an_option_at_an_odd_place() {
    byte[] packet = tcp(4, SYN, Inner.hex("01020423280303070000 0000".replace(" ", "")), 5);
    MemorySegment m = Inner.of(packet);
    MssClamp.clamp(m, 0, packet.length, 1300);
    assertEquals(1260, Net.u16(m, 43));
    assertTrue(Inner.transportIsGood(m, 0, 20, TCP, packet.length));
  }

  @Test
  void leaves_smaller_values_other_segments_and_broken_options_alone() {
    assertUntouched(tcp(4, SYN, Inner.hex("02040200"), 0), 1438);
    assertUntouched(tcp(4, 0x10, Inner.hex("020405b4"), 0), 1438); // ACK
    assertUntouched(tcp(4, SYN, Inner.hex("000205b4"), 0), 1438); // behind the end of options
    assertUntouched(tcp(4, SYN, Inner.hex("08000204"), 0), 1438); // option of length 0
    assertUntouched(tcp(4, SYN, Inner.hex("0801 020405b4 0101".replace(" ", "")), 0), 1438);
    assertUntouched(tcp(4, SYN, Inner.hex("020305b4"), 0), 1438); // MSS of length 3
    assertUntouched(tcp(4, SYN, Inner.hex("01010204"), 0), 1438); // MSS past the header
    assertUntouched(tcp(4, SYN, Inner.hex("020405b4"), 0), 40); // nothing fits anyway
    byte[] fragment = tcp(4, SYN, Inner.hex("020405b4"), 0);
    fragment[7] = 1;
    assertUntouched(fragment, 1438);
    byte[] udp = tcp(4, SYN, Inner.hex("020405b4"), 0);
    udp[9] = 17;
    assertUntouched(udp, 1438);
  }

  @Test
  void survives_any_octets_at_any_length() {
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      byte[] packet = tcp(random.nextBoolean() ? 4 : 6, SYN, new byte[8], random.nextInt(4));
      for (int k = 0; k < 12; k++) {
        packet[20 + random.nextInt(packet.length - 20)] = (byte) random.nextInt();
      }
      // exactly as long as the packet: a read beyond it would throw
      int length = 20 + random.nextInt(packet.length - 19);
      MemorySegment m = MemorySegment.ofArray(packet).asSlice(0, length);
      MssClamp.clamp(m, 0, length, 600);
    }
  }

  private static void assertUntouched(byte[] packet, int mtu) {
    MemorySegment m = Inner.of(packet);
    MssClamp.clamp(m, 0, packet.length, mtu);
    assertArrayEquals(packet, Inner.bytes(m, 0, packet.length));
  }

  private static byte[] tcp(int version, int flags, byte[] options, int data) {
    byte[] segment = new byte[20 + options.length + data];
    segment[1] = 80;
    segment[12] = (byte) ((20 + options.length) / 4 << 4);
    segment[13] = (byte) flags;
    System.arraycopy(options, 0, segment, 20, options.length);
    byte[] packet =
        version == 4
            ? Inner.v4("10.1.1.1", "10.2.2.2", TCP, segment)
            : Inner.v6("2001:db8::1", "2001:db8::2", TCP, segment);
    MemorySegment m = MemorySegment.ofArray(packet);
    int header = packet.length - segment.length;
    long sum =
        Checksum.pseudoHeader(m, 0, TCP, segment.length) + Checksum.sum(m, header, segment.length);
    Net.put16(m, header + 16, Checksum.finish(sum));
    return packet;
  }
}
