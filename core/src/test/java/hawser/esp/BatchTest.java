package hawser.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Several packets that are begun before the first is completed.
class BatchTest {
  private static final EspSuite GCM = EspSuite.aead(Encryption.AES_GCM_16, 128);
  private static final byte[] PACKET =
      Inner.v4("10.1.1.1", "10.2.2.2", 17, Inner.udp(1000, 2000, 33));
  private static final int SLOT = 256;

  static List<EspSuite> suites() {
    return Keys.suites();
  }

  @ParameterizedTest
  @MethodSource("suites")
  void a_number_that_stands_twice_in_a_batch_is_delivered_once(EspSuite suite) {
    for (SequenceNumbers numbers : SequenceNumbers.values()) {
      OutboundSa sender = Keys.outbound(suite, numbers);
      InboundSa receiver = Keys.inbound(suite, numbers);
      byte[] first = seal(sender);
      byte[] second = seal(sender);
      byte[] forged = first.clone();
      forged[forged.length - 1] ^= 1;
      int[] results = open(receiver, forged, first, second, first, second);
      int good = PACKET.length;
      int again = Drop.REPLAYED.result();
      assertArrayEquals(new int[] {Drop.BAD_ICV.result(), good, good, again, again}, results);
      assertEquals(2, receiver.packets());
      assertEquals(1, receiver.authFailures());
    }
  }

  /// The window leaps by more than its size, over the wrap, before the packet from below the wrap
  /// is judged: that one is old, and not a number 2^32 ahead.
  @Test
  void a_number_keeps_the_high_half_that_it_was_authenticated_with() {
    OutboundSa sender = Keys.outbound(GCM, SequenceNumbers.EXTENDED);
    InboundSa receiver = Keys.inbound(GCM, SequenceNumbers.EXTENDED);
    sender.jumpTo(0xffff_ffefL);
    byte[] base = seal(sender);
    byte[] below = seal(sender);
    sender.jumpTo(0x1_0000_0fffL);
    byte[] above = seal(sender);
    assertArrayEquals(new int[] {PACKET.length}, open(receiver, base));
    assertArrayEquals(
        new int[] {PACKET.length, Drop.TOO_OLD.result()}, open(receiver, above, below));
    assertEquals(0x1_0000_1000L, receiver.lastSequence());
  }

  @ParameterizedTest
  @MethodSource("suites")
  void sealing_leaves_the_inner_packet_and_its_tail_as_they_were(EspSuite suite) {
    OutboundSa sender = Keys.outbound(suite, SequenceNumbers.SHORT);
    for (int length = 20; length < 60; length++) {
      MemorySegment inner = Inner.room(length + OutboundSa.TAIL_ROOM);
      inner.fill((byte) 0x45);
      byte[] before = Inner.bytes(inner, 0, (int) inner.byteSize());
      sender.seal(inner, 0, length, Inner.room(sender.sealedLength(length)), 0);
      sender.finish();
      assertArrayEquals(before, Inner.bytes(inner, 0, (int) inner.byteSize()));
    }
  }

  private static byte[] seal(OutboundSa sender) {
    MemorySegment out = Inner.room(SLOT);
    int length = sender.seal(Inner.of(PACKET), 0, PACKET.length, out, 0);
    sender.finish();
    return Inner.bytes(out, 0, length);
  }

  private static int[] open(InboundSa receiver, byte[]... packets) {
    MemorySegment m = Inner.room(packets.length * SLOT);
    boolean[] authentic = new boolean[packets.length];
    int[] results = new int[packets.length];
    for (int i = 0; i < packets.length; i++) {
      MemorySegment.copy(
          MemorySegment.ofArray(packets[i]), 0, m, (long) i * SLOT, packets[i].length);
      results[i] = receiver.begin(m, (long) i * SLOT, packets[i].length, authentic, i);
      assertEquals(0, results[i]);
    }
    receiver.finish();
    for (int i = 0; i < packets.length; i++) {
      long at = (long) i * SLOT;
      results[i] = receiver.complete(m, at, packets[i].length, 0, authentic[i]);
    }
    return results;
  }
}
