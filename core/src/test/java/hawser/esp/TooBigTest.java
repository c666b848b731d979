package hawser.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.net.Checksum;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.IpAddress;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TooBigTest {
  private static final IpAddress FROM4 = IpAddress.parse("10.1.1.254");
  private static final IpAddress FROM6 = IpAddress.parse("2001:db8::fe");
  private final MemorySegment out = Inner.room(TooBig.MOST + 16);

  @Test
  void ipv4_gets_fragmentation_needed_with_the_next_hop_mtu() {
    byte[] packet = v4("10.1.1.1", "10.2.2.2", 17, Inner.udp(1000, 2000, 1464));
    int length = build(packet, 1438, FROM4);
    assertEquals(576, length);
    assertEquals(576, Ip4.totalLength(out, 16));
    assertTrue(Inner.headerIsGood(out, 16));
    assertEquals(FROM4.v4Bits(), Ip4.source(out, 16));
    assertEquals(IpAddress.parse("10.1.1.1").v4Bits(), Ip4.destination(out, 16));
    assertEquals(1, Ip4.protocol(out, 16));
    assertEquals(0x0304, Net.u16(out, 36));
    assertEquals(0, Checksum.finish(Checksum.sum(out, 36, length - 20)));
    assertEquals(1438, Net.i32(out, 40));
    assertArrayEquals(Arrays.copyOf(packet, 548), Inner.bytes(out, 44, 548));
  }

  @Test
  void ipv6_gets_packet_too_big() {
    byte[] packet = Inner.v6("2001:db8::1", "2001:db8:1::2", 17, Inner.udp(1, 2, 1452));
    int length = build(packet, 1438, FROM6);
    assertEquals(1280, length);
    assertEquals(1280, Ip6.totalLength(out, 16));
    assertEquals(58, Ip6.nextHeader(out, 16));
    assertEquals(FROM6.low(), Ip6.sourceLow(out, 16));
    assertEquals(1, Ip6.destinationLow(out, 16));
    assertEquals(0x0200, Net.u16(out, 56));
    assertEquals(1438, Net.i32(out, 60));
    assertTrue(Inner.transportIsGood(out, 16, 40, 58, length));
    assertArrayEquals(Arrays.copyOf(packet, 1232), Inner.bytes(out, 64, 1232));
  }

  @Test
  void never_reports_less_than_every_link_must_carry() {
    assertEquals(128, build(v4("10.1.1.1", "10.2.2.2", 17, new byte[80]), 90, FROM4));
    assertEquals(576, Net.i32(out, 40));
    build(Inner.v6("2001:db8::1", "2001:db8::2", 17, new byte[80]), 90, FROM6);
    assertEquals(1280, Net.i32(out, 60));
  }

  @Test
  void answers_neither_errors_nor_fragments_nor_what_is_no_single_host() {
    assertSilent(v4("10.1.1.1", "10.2.2.2", 1, new byte[] {3, 4, 0, 0, 0, 0, 0, 0}), FROM4);
    assertSilent(v4("10.1.1.1", "10.2.2.2", 1, new byte[] {11, 0, 0, 0, 0, 0, 0, 0}), FROM4);
    assertSilent(v4("10.1.1.1", "224.0.0.5", 17, new byte[8]), FROM4);
    assertSilent(v4("10.1.1.1", "255.255.255.255", 17, new byte[8]), FROM4);
    assertSilent(v4("0.0.0.0", "10.2.2.2", 17, new byte[8]), FROM4);
    assertSilent(v4("127.0.0.1", "10.2.2.2", 17, new byte[8]), FROM4);
    assertSilent(v4("224.0.0.1", "10.2.2.2", 17, new byte[8]), FROM4);
    byte[] fragment = v4("10.1.1.1", "10.2.2.2", 17, new byte[8]);
    fragment[7] = 4;
    assertSilent(fragment, FROM4);
    byte[] mayFragment = Inner.v4("10.1.1.1", "10.2.2.2", 17, new byte[8]);
    assertSilent(mayFragment, FROM4);
    assertSilent(Inner.v6("2001:db8::1", "2001:db8::2", 58, new byte[] {2, 0, 0, 0}), FROM6);
    assertSilent(Inner.v6("2001:db8::1", "2001:db8::2", 58, new byte[] {(byte) 137, 0}), FROM6);
    byte[] hopByHop = new byte[12];
    hopByHop[0] = 58;
    hopByHop[8] = 1;
    assertSilent(Inner.v6("2001:db8::1", "2001:db8::2", 0, hopByHop), FROM6);
    assertSilent(Inner.v6("2001:db8::1", "ff02::1", 17, new byte[8]), FROM6);
    assertSilent(Inner.v6("::", "2001:db8::2", 17, new byte[8]), FROM6);
    assertSilent(Inner.v6("ff02::1", "2001:db8::2", 17, new byte[8]), FROM6);
    assertSilent(Inner.v6("2001:db8::1", "2001:db8::2", 17, new byte[8]), FROM4);
  }

  @Test
  void answers_echo_requests_and_ipv6_fragments() {
    assertEquals(
        56, build(v4("10.1.1.1", "10.2.2.2", 1, new byte[] {8, 0, 0, 0, 0, 0, 0, 0}), 1400, FROM4));
    assertEquals(
        92,
        build(
            Inner.v6("2001:db8::1", "2001:db8::2", 58, new byte[] {(byte) 128, 0, 0, 0}),
            1400,
            FROM6));
    byte[] later = new byte[16];
    later[0] = 17;
    later[2] = 1;
    assertEquals(104, build(Inner.v6("2001:db8::1", "2001:db8::2", 44, later), 1400, FROM6));
  }

  @Test
  void survives_any_octets_at_any_length() {
    Random random = new Random(11);
    for (int i = 0; i < 50_000; i++) {
      boolean v6 = random.nextBoolean();
      byte[] payload = new byte[random.nextInt(64)];
      random.nextBytes(payload);
      int next = new int[] {0, 43, 44, 60, 58, 1}[random.nextInt(6)];
      byte[] packet =
          v6
              ? Inner.v6("2001:db8::1", "2001:db8::2", next, payload)
              : v4("10.1.1.1", "10.2.2.2", next, payload);
      if (random.nextBoolean()) {
        packet[random.nextInt(8)] = (byte) random.nextInt();
      }
      int length = random.nextInt(packet.length + 1);
      MemorySegment m = MemorySegment.ofArray(packet).asSlice(0, length);
      int built = TooBig.build(m, 0, length, 1400, v6 ? FROM6 : FROM4, out, 16);
      assertTrue(built >= 0 && built <= TooBig.MOST);
    }
  }

  private void assertSilent(byte[] packet, IpAddress from) {
    assertEquals(0, build(packet, 1400, from));
  }

  private int build(byte[] packet, int mtu, IpAddress from) {
    return TooBig.build(Inner.of(packet), 0, packet.length, mtu, from, out, 16);
  }

  private static byte[] v4(String source, String destination, int protocol, byte[] payload) {
    byte[] packet = Inner.v4(source, destination, protocol, payload);
    packet[6] |= 0x40; // don't fragment
    return packet;
  }
}
