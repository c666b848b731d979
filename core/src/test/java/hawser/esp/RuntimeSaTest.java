package hawser.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Integrity;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import hawser.net.Prefix;
import hawser.net.TrafficSelector;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuntimeSaTest {
  private static final EspSuite GCM = EspSuite.aead(Encryption.AES_GCM_16, 128);
  private static final EspSuite CBC = EspSuite.of(Encryption.AES_CBC, 128, Integrity.HMAC_SHA1_96);
  private static final byte[] PACKET =
      Inner.v4("10.1.1.1", "10.2.2.2", 17, Inner.udp(1000, 2000, 33));

  static List<EspSuite> suites() {
    return Keys.suites();
  }

  @ParameterizedTest
  @MethodSource("suites")
  void what_is_sealed_opens_again_at_every_length(EspSuite suite) {
    for (SequenceNumbers numbers : SequenceNumbers.values()) {
      OutboundSa sender = Keys.outbound(suite, numbers);
      InboundSa receiver = Keys.inbound(suite, numbers);
      for (int length = 0; length < 70; length++) {
        byte[] packet = Inner.v4("10.1.1.1", "10.2.2.2", 17, Inner.udp(1, 2, length));
        byte[] esp = seal(sender, packet);
        assertEquals(sender.sealedLength(packet.length), esp.length);
        assertArrayEquals(packet, opened(receiver, esp));
      }
      byte[] large = Inner.v4("10.1.1.1", "10.2.2.2", 17, Inner.udp(1, 2, 60_000));
      assertArrayEquals(large, opened(receiver, seal(sender, large)));
      assertEquals(71, sender.packets());
      assertEquals(71, receiver.packets());
      assertEquals(71, receiver.lastSequence());
    }
  }

  @ParameterizedTest
  @MethodSource("suites")
  void a_successor_counts_on_where_the_one_before_it_ended(EspSuite suite) {
    Tally out = new Tally();
    Tally in = new Tally();
    int wire = 0;
    for (int generation = 1; generation <= 2; generation++) {
      OutboundSa sender = Keys.outbound(suite, SequenceNumbers.SHORT);
      InboundSa receiver = Keys.inbound(suite, SequenceNumbers.SHORT);
      sender.countInto(out);
      receiver.countInto(in);
      byte[] esp = seal(sender, PACKET);
      wire += esp.length;
      assertArrayEquals(PACKET, opened(receiver, esp));
      receiver.open(MemorySegment.ofArray(new byte[0]), 0, 0, 0); // what is dropped is not counted
      assertEquals(generation, out.packets());
      assertEquals(generation * (long) PACKET.length, out.octets());
      assertEquals(generation, in.packets());
      assertEquals(wire, in.octets());
    }
  }

  @ParameterizedTest
  @MethodSource("suites")
  void every_truncation_drops_and_leaves_the_window(EspSuite suite) {
    InboundSa receiver = Keys.inbound(suite, SequenceNumbers.SHORT);
    byte[] esp = seal(Keys.outbound(suite, SequenceNumbers.SHORT), PACKET);
    int alignment = suite.encryption().alignment();
    for (int length = 0; length < esp.length; length++) {
      int clear = length - suite.headerLength() - suite.icvLength();
      Drop expected = clear < 2 || clear % alignment != 0 ? Drop.TRUNCATED : Drop.BAD_ICV;
      assertEquals(expected, drop(receiver, Arrays.copyOf(esp, length)), "length " + length);
      assertEquals(0, receiver.lastSequence());
    }
    assertArrayEquals(PACKET, opened(receiver, esp));
  }

  @ParameterizedTest
  @MethodSource("suites")
  void every_flipped_bit_fails_and_the_genuine_packet_still_passes(EspSuite suite) {
    for (SequenceNumbers numbers : SequenceNumbers.values()) {
      InboundSa receiver = Keys.inbound(suite, numbers);
      byte[] esp = seal(Keys.outbound(suite, numbers), PACKET);
      for (int i = 0; i < esp.length; i++) {
        byte[] forged = esp.clone();
        forged[i] ^= (byte) (1 << i % 8);
        assertEquals(Drop.BAD_ICV, drop(receiver, forged), "octet " + i);
      }
      assertEquals(esp.length, receiver.authFailures());
      assertEquals(0, receiver.lastSequence());
      assertArrayEquals(PACKET, opened(receiver, esp));
      assertEquals(Drop.REPLAYED, drop(receiver, esp));
    }
  }

  @ParameterizedTest
  @MethodSource("suites")
  void a_flood_of_forged_advancing_numbers_leaves_the_window(EspSuite suite) {
    InboundSa receiver = Keys.inbound(suite, SequenceNumbers.SHORT);
    OutboundSa sender = Keys.outbound(suite, SequenceNumbers.SHORT);
    byte[] first = seal(sender, PACKET);
    assertArrayEquals(PACKET, opened(receiver, first));
    for (int i = 1; i <= 1000; i++) {
      byte[] forged = first.clone();
      Net.put32(MemorySegment.ofArray(forged), 4, i * 1_000_003);
      assertEquals(Drop.BAD_ICV, drop(receiver, forged));
    }
    assertEquals(1, receiver.lastSequence());
    assertArrayEquals(PACKET, opened(receiver, seal(sender, PACKET)));
  }

  @ParameterizedTest
  @MethodSource("suites")
  void the_high_half_is_authenticated_but_not_sent(EspSuite suite) {
    OutboundSa sender = Keys.outbound(suite, SequenceNumbers.EXTENDED);
    InboundSa receiver = Keys.inbound(suite, SequenceNumbers.EXTENDED);
    sender.jumpTo(0xffff_fff0L);
    for (int i = 0; i < 40; i++) { // across the wrap
      assertArrayEquals(PACKET, opened(receiver, seal(sender, PACKET)));
    }
    assertEquals(0x1_0000_0018L, receiver.lastSequence());
    InboundSa behind = Keys.inbound(suite, SequenceNumbers.EXTENDED);
    assertEquals(Drop.BAD_ICV, drop(behind, seal(sender, PACKET)));
    assertEquals(0, behind.lastSequence());
  }

  @Test
  void short_numbers_never_cycle() {
    OutboundSa sender = Keys.outbound(GCM, SequenceNumbers.SHORT);
    InboundSa receiver = Keys.inbound(GCM, SequenceNumbers.SHORT);
    assertFalse(sender.nearlyExhausted());
    sender.jumpTo(0xffff_fffeL);
    assertTrue(sender.nearlyExhausted());
    assertArrayEquals(PACKET, opened(receiver, seal(sender, PACKET)));
    assertEquals(0xffff_ffffL, receiver.lastSequence());
    MemorySegment out = Inner.room(200);
    for (int i = 0; i < 3; i++) {
      int result = sender.seal(Inner.of(PACKET), 0, PACKET.length, out, 0);
      assertEquals(Drop.SEQUENCE_EXHAUSTED.result(), result);
    }
    assertEquals(1, sender.packets());
    sender.jumpTo(5); // never back
    assertEquals(0xffff_ffffL, sender.sequence());
  }

  @Test
  void initialization_vectors_differ_from_packet_to_packet() {
    OutboundSa gcm = Keys.outbound(GCM, SequenceNumbers.SHORT);
    assertEquals(1, Net.i64(MemorySegment.ofArray(seal(gcm, PACKET)), 8));
    assertEquals(2, Net.i64(MemorySegment.ofArray(seal(gcm, PACKET)), 8));
    byte[] one = seal(Keys.outbound(CBC, SequenceNumbers.SHORT), PACKET);
    byte[] other = seal(Keys.outbound(CBC, SequenceNumbers.SHORT), PACKET);
    // unpredictable: equal SAs with equal packets choose different ones
    assertNotEquals(0, Arrays.compare(one, 8, 24, other, 8, 24));
  }

  @Test
  void what_is_no_ip_packet_is_not_sealed() {
    OutboundSa sender = Keys.outbound(GCM, SequenceNumbers.SHORT);
    byte[] five = PACKET.clone();
    five[0] = 0x55;
    byte[] shortV6 = Arrays.copyOf(Inner.v6("::1", "::2", 17, new byte[0]), 39);
    for (byte[] bad : List.of(five, shortV6, new byte[0], Arrays.copyOf(PACKET, 19))) {
      int result = sender.seal(Inner.of(bad), 0, bad.length, Inner.room(200), 0);
      assertEquals(Drop.BAD_INNER.result(), result);
    }
    assertEquals(0, sender.sequence());
  }

  @ParameterizedTest
  @MethodSource("suites")
  void bad_trailers_and_inner_packets_drop_after_the_icv(EspSuite suite) {
    InboundSa receiver = Keys.inbound(suite, SequenceNumbers.SHORT);
    byte[] good = Keys.padded(PACKET, 4);
    int last = good.length - 1;
    int sequence = 0;

    assertDrop(receiver, suite, ++sequence, Drop.DUMMY, Keys.padded(PACKET, 59));
    assertDrop(receiver, suite, ++sequence, Drop.DUMMY, Keys.padded(new byte[0], 59));
    assertDrop(receiver, suite, ++sequence, Drop.BAD_NEXT_HEADER, Keys.padded(PACKET, 41));
    assertDrop(receiver, suite, ++sequence, Drop.BAD_NEXT_HEADER, Keys.padded(PACKET, 17));
    assertDrop(receiver, suite, ++sequence, Drop.BAD_NEXT_HEADER, Keys.padded(new byte[0], 4));
    byte[] v6 = Inner.v6("2001:db8::1", "2001:db8::2", 17, new byte[8]);
    assertDrop(receiver, suite, ++sequence, Drop.BAD_NEXT_HEADER, Keys.padded(v6, 4));
    assertDrop(receiver, suite, ++sequence, Drop.SELECTOR, Keys.padded(v6, 41));

    byte[] wrongOctet = good.clone();
    wrongOctet[last - 2] ^= 1;
    assertDrop(receiver, suite, ++sequence, Drop.BAD_PADDING, wrongOctet);
    byte[] tooLong = good.clone();
    tooLong[last - 1] = (byte) 255;
    assertDrop(receiver, suite, ++sequence, Drop.BAD_PADDING, tooLong);

    assertDrop(receiver, suite, ++sequence, Drop.BAD_INNER, edited(2, 0x7f)); // total > payload
    assertDrop(receiver, suite, ++sequence, Drop.BAD_INNER, edited(3, 19)); // total < header
    assertDrop(receiver, suite, ++sequence, Drop.BAD_INNER, edited(0, 0x44)); // header < 20
    assertDrop(receiver, suite, ++sequence, Drop.BAD_INNER, Keys.padded(new byte[] {0x45}, 4));
    byte[] longV6 = v6.clone();
    longV6[5] = 9;
    assertDrop(receiver, suite, ++sequence, Drop.BAD_INNER, Keys.padded(longV6, 41));
    assertDrop(receiver, suite, ++sequence, Drop.BAD_INNER, Keys.padded(Arrays.copyOf(v6, 39), 41));

    for (String options :
        List.of("83070400000000 00", "89070400000000 00", "0700 0000", "01010107")) {
      byte[] routed = Inner.v4("10.1.1.1", "10.2.2.2", 17, Inner.hex(options), new byte[8]);
      assertDrop(receiver, suite, ++sequence, Drop.BAD_INNER, Keys.padded(routed, 4));
    }
    assertEquals(0, receiver.packets());
    assertEquals(0, receiver.authFailures());
    assertEquals(sequence, receiver.lastSequence()); // authentic packets do move the window
    assertArrayEquals(PACKET, opened(receiver, Keys.sealByHand(suite, ++sequence, good)));
  }

  @ParameterizedTest
  @MethodSource("suites")
  void traffic_flow_padding_behind_the_inner_packet_is_cut_off(EspSuite suite) {
    InboundSa receiver = Keys.inbound(suite, SequenceNumbers.SHORT);
    byte[] filled = Arrays.copyOf(PACKET, PACKET.length + 300);
    Arrays.fill(filled, PACKET.length, filled.length, (byte) 0x5a);
    assertArrayEquals(PACKET, opened(receiver, Keys.sealByHand(suite, 1, Keys.padded(filled, 4))));
    byte[] options = Inner.v4("10.1.1.1", "10.2.2.2", 17, Inner.hex("0101 0000"), new byte[8]);
    assertArrayEquals(
        options, opened(receiver, Keys.sealByHand(suite, 2, Keys.padded(options, 4))));
  }

  @Test
  void ipv6_goes_through_an_ipv6_sa_only() {
    TrafficSelector local = selector("2001:db8:2::/48");
    TrafficSelector remote = selector("2001:db8:1::/48");
    OutboundSa sender = Keys.outbound(CBC, SequenceNumbers.SHORT);
    InboundSa receiver = Keys.inbound(CBC, SequenceNumbers.SHORT, local, remote);
    byte[] packet = Inner.v6("2001:db8:1::1", "2001:db8:2::2", 17, Inner.udp(1, 2, 9));
    assertArrayEquals(packet, opened(receiver, seal(sender, packet)));
    for (byte[] bad :
        List.of(
            PACKET,
            Inner.v6("2001:db8:3::1", "2001:db8:2::2", 17, new byte[8]),
            Inner.v6("2001:db8:1::1", "2001:db8:3::2", 17, new byte[8]))) {
      assertEquals(Drop.SELECTOR, drop(receiver, seal(sender, bad)));
    }
    InboundSa any =
        Keys.inbound(CBC, SequenceNumbers.SHORT, TrafficSelector.ALL6, TrafficSelector.ALL6);
    for (String source : List.of("ff02::1", "::1", "2001:db8:2::2")) {
      byte[] bad = Inner.v6(source, "2001:db8:2::2", 17, new byte[8]);
      assertEquals(Drop.SELECTOR, drop(any, seal(sender, bad)), source);
    }
    InboundSa mixed =
        Keys.inbound(CBC, SequenceNumbers.SHORT, TrafficSelector.ALL4, TrafficSelector.ALL6);
    assertEquals(Drop.SELECTOR, drop(mixed, seal(sender, PACKET)));
  }

  @Test
  void addresses_outside_the_selectors_are_dropped() {
    InboundSa receiver =
        Keys.inbound(GCM, SequenceNumbers.SHORT, selector("10.2.2.0/24"), selector("10.1.1.0/24"));
    OutboundSa sender = Keys.outbound(GCM, SequenceNumbers.SHORT);
    assertTrue(opened(receiver, seal(sender, udp("10.1.1.0", "10.2.2.255", 1, 2))).length > 0);
    assertTrue(opened(receiver, seal(sender, udp("10.1.1.255", "10.2.2.0", 1, 2))).length > 0);
    for (String[] pair :
        new String[][] {
          {"10.1.0.255", "10.2.2.2"}, {"10.1.2.0", "10.2.2.2"}, {"10.1.1.1", "10.2.1.255"},
          {"10.1.1.1", "10.2.3.0"}, {"10.2.2.2", "10.1.1.1"}, {"10.2.2.3", "10.2.2.2"},
          {"138.1.1.1", "10.2.2.2"}
        }) {
      byte[] bad = udp(pair[0], pair[1], 1, 2);
      assertEquals(Drop.SELECTOR, drop(receiver, seal(sender, bad)), String.join(">", pair));
    }
    InboundSa any = Keys.inbound(GCM, SequenceNumbers.SHORT);
    for (String source :
        List.of("224.0.0.1", "239.255.1.1", "255.255.255.255", "127.0.0.1", "10.2.2.2")) {
      byte[] bad = udp(source, "10.2.2.2", 1, 2);
      assertEquals(Drop.SELECTOR, drop(any, seal(sender, bad)), source);
    }
  }

  @Test
  void protocol_and_ports_are_checked_and_fragments_have_no_ports() {
    TrafficSelector range = selector("10.0.0.0/8");
    for (int protocol : new int[] {17, 0}) { // any protocol does not make the ports void
      InboundSa receiver =
          Keys.inbound(
              GCM,
              SequenceNumbers.SHORT,
              new TrafficSelector(protocol, range.range(), 2000),
              new TrafficSelector(protocol, range.range(), 1000));
      OutboundSa sender = Keys.outbound(GCM, SequenceNumbers.SHORT);
      assertArrayEquals(PACKET, opened(receiver, seal(sender, PACKET)));
      byte[] firstFragment = PACKET.clone();
      firstFragment[6] = 0x20;
      assertArrayEquals(firstFragment, opened(receiver, seal(sender, firstFragment)));
      byte[] laterFragment = PACKET.clone();
      laterFragment[7] = 1;
      byte[] tiny = Inner.v4("10.1.1.1", "10.2.2.2", 17, new byte[] {3, (byte) 0xe8, 7});
      byte[] ping = Inner.v4("10.1.1.1", "10.2.2.2", 1, Inner.udp(1000, 2000, 0));
      for (byte[] bad :
          List.of(
              udp("10.1.1.1", "10.2.2.2", 1001, 2000),
              udp("10.1.1.1", "10.2.2.2", 1000, 2001),
              udp("10.1.1.1", "10.2.2.2", 2000, 1000),
              laterFragment,
              tiny,
              ping)) {
        assertEquals(Drop.SELECTOR, drop(receiver, seal(sender, bad)));
      }
    }
    InboundSa tcpOnly =
        Keys.inbound(GCM, SequenceNumbers.SHORT, range, new TrafficSelector(6, range.range(), 0));
    byte[] udp = seal(Keys.outbound(GCM, SequenceNumbers.SHORT), PACKET);
    assertEquals(Drop.SELECTOR, drop(tcpOnly, udp));
  }

  /// RFC 6040 figure 4; rows are the inner field, columns the outer one, as Not-ECT, ECT(1),
  /// ECT(0), CE.
  @Test
  void congestion_marks_are_merged_as_in_the_table() {
    int[][] expected = {{0, 0, 0, -1}, {1, 1, 1, 3}, {2, 1, 2, 3}, {3, 3, 3, 3}};
    OutboundSa sender = Keys.outbound(GCM, SequenceNumbers.SHORT);
    InboundSa receiver4 = Keys.inbound(GCM, SequenceNumbers.SHORT);
    InboundSa receiver6 =
        Keys.inbound(GCM, SequenceNumbers.SHORT, TrafficSelector.ALL6, TrafficSelector.ALL6);
    for (int inner = 0; inner < 4; inner++) {
      for (int outer = 0; outer < 4; outer++) {
        int want = expected[inner][outer];
        MemorySegment v4 = Inner.of(PACKET);
        Ip4.setTrafficClass(v4, 0, 0xb8 | inner);
        assertEquals(0xb8 | inner, OutboundSa.outerTrafficClass(v4, 0));
        MemorySegment esp = Inner.of(seal(sender, Inner.bytes(v4, 0, PACKET.length)));
        int length = sender.sealedLength(PACKET.length);
        int result = receiver4.open(esp, 0, length, outer);
        int at = receiver4.innerOffset();
        assertEquals(want < 0 ? Drop.ECN.result() : PACKET.length, result);
        if (want >= 0) {
          assertEquals(0xb8 | want, Ip4.trafficClass(esp, at));
          assertTrue(Inner.headerIsGood(esp, at));
        }

        MemorySegment v6 = Inner.of(Inner.v6("2001:db8::1", "2001:db8::2", 17, new byte[8]));
        Ip6.setTrafficClass(v6, 0, 0xb8 | inner);
        assertEquals(0xb8 | inner, OutboundSa.outerTrafficClass(v6, 0));
        MemorySegment esp6 = Inner.of(seal(sender, Inner.bytes(v6, 0, 48)));
        int result6 = receiver6.open(esp6, 0, sender.sealedLength(48), 0xfc | outer);
        assertEquals(want < 0 ? Drop.ECN.result() : 48, result6);
        if (want >= 0) {
          assertEquals(0xb8 | want, Ip6.trafficClass(esp6, at));
        }
      }
    }
  }

  @Test
  void the_inner_mtu_is_the_one_fortios_shows() {
    assertEquals(1438, CBC.innerMtu(1500 - 20));
    assertEquals(1446, GCM.innerMtu(1500 - 20));
    assertEquals(1422, CBC.innerMtu(1500 - 28));
    assertEquals(1438, GCM.innerMtu(1500 - 28));
  }

  @ParameterizedTest
  @MethodSource("suites")
  void the_inner_mtu_is_the_largest_packet_that_fits(EspSuite suite) {
    OutboundSa sender = Keys.outbound(suite, SequenceNumbers.SHORT);
    for (int available = 200; available < 1500; available++) {
      int mtu = suite.innerMtu(available);
      assertTrue(sender.sealedLength(mtu) <= available);
      assertTrue(sender.sealedLength(mtu + 1) > available);
    }
  }

  @Test
  void drops_are_counted_by_reason() {
    DropCounters counters = new DropCounters();
    for (Drop reason : Drop.values()) {
      assertEquals(reason, Drop.of(reason.result()));
      counters.count(reason.result());
    }
    counters.count(Drop.ECN);
    assertEquals(2, counters.of(Drop.ECN));
    long[] snapshot = counters.snapshot();
    counters.count(Drop.ECN);
    assertEquals(2, snapshot[Drop.ECN.ordinal()]);
    assertEquals(1, snapshot[Drop.TRUNCATED.ordinal()]);
  }

  private static byte[] edited(int at, int value) {
    byte[] packet = PACKET.clone();
    packet[at] = (byte) value;
    return Keys.padded(packet, 4);
  }

  private static void assertDrop(
      InboundSa receiver, EspSuite suite, int sequence, Drop expected, byte[] plain) {
    assertEquals(expected, drop(receiver, Keys.sealByHand(suite, sequence, plain)));
  }

  private static byte[] udp(String source, String destination, int from, int to) {
    return Inner.v4(source, destination, 17, Inner.udp(from, to, 5));
  }

  private static TrafficSelector selector(String prefix) {
    return TrafficSelector.of(Prefix.parse(prefix));
  }

  private static byte[] seal(OutboundSa sender, byte[] packet) {
    MemorySegment out = Inner.room(packet.length + 128);
    int length = sender.seal(Inner.of(packet), 0, packet.length, out, 24);
    assertTrue(length > 0);
    return Inner.bytes(out, 24, length);
  }

  private static Drop drop(InboundSa receiver, byte[] esp) {
    int result = receiver.open(Inner.of(esp), 0, esp.length, 0);
    assertTrue(result < 0, "was accepted");
    return Drop.of(result);
  }

  private static byte[] opened(InboundSa receiver, byte[] esp) {
    MemorySegment m = Inner.of(esp);
    int length = receiver.open(m, 0, esp.length, 0);
    assertTrue(length > 0, () -> Drop.of(length).toString());
    return Inner.bytes(m, receiver.innerOffset(), length);
  }
}
