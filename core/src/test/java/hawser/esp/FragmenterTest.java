package hawser.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.net.Ip4;
import hawser.net.Net;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FragmenterTest {
  private final MemorySegment out = Inner.room(4096);

  @ParameterizedTest
  @ValueSource(ints = {68, 576, 1279, 1280, 1438, 1446})
  void the_pieces_make_the_whole_again(int mtu) {
    byte[] payload = Inner.udp(5, 6, 2953);
    byte[] packet = Inner.v4("10.1.1.1", "10.2.2.2", 17, payload);
    byte[] again = new byte[payload.length];
    MemorySegment m = Inner.of(packet);
    int count = Fragmenter.count(m, 0, packet.length, mtu);
    assertTrue(count > 1);
    int octets = 0;
    for (int i = 0; i < count; i++) {
      int length = Fragmenter.write(m, 0, mtu, i, out, 8);
      assertTrue(length <= mtu && length > 20);
      assertEquals(length, Ip4.totalLength(out, 8));
      assertTrue(Inner.headerIsGood(out, 8));
      assertEquals(0x1234, Net.u16(out, 12));
      assertEquals(i < count - 1, (Net.u16(out, 14) & 0x2000) != 0);
      assertEquals(octets, Ip4.fragmentOffset(out, 8));
      System.arraycopy(Inner.bytes(out, 28, length - 20), 0, again, octets, length - 20);
      octets += length - 20;
    }
    assertEquals(payload.length, octets);
    assertArrayEquals(payload, again);
  }

  @Test
  void a_fragment_is_cut_again_at_its_own_place() {
    byte[] packet = Inner.v4("10.1.1.1", "10.2.2.2", 17, new byte[1400]);
    packet[6] = 0x20; // more fragments
    packet[7] = 100; // offset 800
    MemorySegment m = Inner.of(packet);
    assertEquals(2, Fragmenter.count(m, 0, packet.length, 1400));
    Fragmenter.write(m, 0, 1400, 1, out, 0);
    assertEquals(800 + 1376, Ip4.fragmentOffset(out, 0));
    assertEquals(0x2000, Net.u16(out, 6) & 0x2000); // it was not the datagram's last
  }

  @Test
  void options_without_the_copied_flag_stay_in_the_first_piece() {
    byte[] options = Inner.hex("0704000094040000"); // record route, router alert (copied)
    byte[] packet = Inner.v4("10.1.1.1", "10.2.2.2", 17, options, new byte[100]);
    MemorySegment m = Inner.of(packet);
    Fragmenter.write(m, 0, 92, 0, out, 0);
    assertArrayEquals(options, Inner.bytes(out, 20, 8));
    Fragmenter.write(m, 0, 92, 1, out, 0);
    assertArrayEquals(Inner.hex("0101010194040000"), Inner.bytes(out, 20, 8));
    assertTrue(Inner.headerIsGood(out, 0));
  }

  @Test
  void what_may_not_be_cut_is_too_big_and_what_fits_stays() {
    byte[] packet = Inner.v4("10.1.1.1", "10.2.2.2", 17, new byte[1480]);
    assertEquals(1, Fragmenter.count(Inner.of(packet), 0, 1500, 1500));
    assertEquals(2, Fragmenter.count(Inner.of(packet), 0, 1500, 1499));
    assertEquals(Drop.TOO_BIG.result(), Fragmenter.count(Inner.of(packet), 0, 1500, 27));
    byte[] v6 = Inner.v6("2001:db8::1", "2001:db8::2", 17, new byte[1460]);
    assertEquals(Drop.TOO_BIG.result(), Fragmenter.count(Inner.of(v6), 0, 1500, 1438));
  }

  @Test
  void pieces_of_a_packet_whose_df_is_ignored_may_be_cut_again() {
    byte[] packet = Inner.v4("10.1.1.1", "10.2.2.2", 17, new byte[1480]);
    packet[6] = 0x40;
    MemorySegment m = Inner.of(packet);
    assertEquals(2, Fragmenter.count(m, 0, 1500, 1438));
    Fragmenter.write(m, 0, 1438, 0, out, 0);
    assertEquals(0x2000, Net.u16(out, 6));
  }

  @Test
  void malformed_headers_are_refused() {
    byte[] longer = Inner.v4("10.1.1.1", "10.2.2.2", 17, new byte[1480]);
    assertEquals(Drop.BAD_INNER.result(), Fragmenter.count(Inner.of(longer), 0, 1499, 1400));
    byte[] shortHeader = longer.clone();
    shortHeader[0] = 0x44;
    assertEquals(Drop.BAD_INNER.result(), Fragmenter.count(Inner.of(shortHeader), 0, 1500, 1400));
    byte[] beyond = longer.clone();
    beyond[6] = 0x1f;
    beyond[7] = (byte) 0xff;
    assertEquals(Drop.BAD_INNER.result(), Fragmenter.count(Inner.of(beyond), 0, 1500, 1400));
  }
}
