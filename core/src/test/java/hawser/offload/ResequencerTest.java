package hawser.offload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ResequencerTest {
  private static final int MSS = 1000;
  private static final long MILLI = 1_000_000;

  private final MemorySegment m = Arena.ofAuto().allocate(4096, 64);
  private final List<int[]> seen = new ArrayList<>(); // port, sequence, payload
  private final Resequencer resequencer = new Resequencer(new Coalescer(this::take));

  private void take(Gather frame, int packets) {
    // The second piece of a train is payload; of a single packet it is the packet.
    MemorySegment head = piece(frame, 0);
    long ip = VnetHeader.LENGTH;
    if (packets == 1) {
      head = piece(frame, 1);
      ip = 0;
    }
    int payload = frame.octets() - VnetHeader.LENGTH - 52;
    seen.add(new int[] {Net.u16(head, ip + 20), Net.i32(head, ip + 24), payload});
  }

  private static MemorySegment piece(Gather frame, int i) {
    long address = frame.vectors().get(ValueLayout.JAVA_LONG, i * 16L);
    long length = frame.vectors().get(ValueLayout.JAVA_LONG, i * 16L + 8);
    return MemorySegment.ofAddress(address).reinterpret(length);
  }

  private void segment(int port, int number, long now) {
    int length = Packets.tcp(m, 0, 4, port, number * MSS, Packets.ACK, MSS);
    resequencer.add(m, 0, length, now);
    resequencer.flush(); // the memory is used again
  }

  private List<Integer> numbers(int port) {
    return seen.stream().filter(s -> s[0] == port).map(s -> s[1] / MSS).toList();
  }

  @Test
  void whatTwoMembersBringInTurnLeavesInOrder() {
    segment(1, 0, 0);
    int[] fast = {1, 3, 5, 7};
    int[] slow = {2, 4, 6};
    for (int number : fast) {
      segment(1, number, 0);
    }
    assertTrue(resequencer.isHolding());
    for (int number : slow) {
      segment(1, number, MILLI / 2);
    }
    assertFalse(resequencer.isHolding());
    int next = 0;
    for (int[] frame : seen) {
      assertEquals(next, frame[1]);
      next += frame[2];
    }
    assertEquals(8 * MSS, next);
  }

  @Test
  void aGapOfOneFlowHoldsNoOtherAndNoAcknowledgement() {
    segment(1, 0, 0);
    segment(1, 2, 0);
    segment(2, 0, 0);
    segment(2, 1, 0);
    resequencer.add(m, 0, Packets.tcp(m, 0, 4, 1, 9 * MSS, Packets.ACK, 0), 0);
    resequencer.flush();
    assertEquals(List.of(0, 9), numbers(1));
    assertEquals(List.of(0, 1), numbers(2));
  }

  @Test
  void aLostSegmentHoldsItsFlowForAShortTimeOnly() {
    segment(1, 0, 0);
    segment(1, 2, MILLI);
    segment(1, 3, MILLI);
    assertEquals(MILLI + Resequencer.HOLD_NANOS, resequencer.deadline());
    resequencer.expire(resequencer.deadline() - 1);
    assertEquals(List.of(0), numbers(1));
    resequencer.expire(resequencer.deadline());
    assertFalse(resequencer.isHolding());
    assertEquals(List.of(0, 2), numbers(1), "2 and 3 in one train");
    segment(1, 1, 5 * MILLI); // it was late, not lost
    segment(1, 4, 5 * MILLI);
    assertEquals(List.of(0, 2, 1, 4), numbers(1));
  }

  @Test
  void aNewConnectionOfTheSamePortsStartsAnew() {
    segment(1, 1000, 0);
    resequencer.add(m, 0, Packets.tcp(m, 0, 4, 1, 7 * MSS - 1, 0x02, 0), 0);
    resequencer.flush();
    segment(1, 7, 0);
    assertEquals(7, numbers(1).getLast());
    assertFalse(resequencer.isHolding());
  }

  @Test
  void noPlaceLeftMeansNoHoldingButNoLossEither() {
    segment(1, 0, 0);
    for (int i = 0; i < 2_000; i++) {
      segment(1, 2 * i + 2, 0);
    }
    resequencer.expire(Resequencer.HOLD_NANOS);
    assertEquals(2_001, seen.size());
  }

  @Test
  void anyShufflingWithinTheBoundsLeavesInOrderAcrossTheEndOfTheNumbers() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      seen.clear();
      int start = (0xffffffff - 50 * MSS) / MSS * MSS + round;
      int port = 10 + round;
      raw(port, start);
      List<Integer> order = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        order.add(i);
      }
      Collections.shuffle(order, random);
      for (int i : order) {
        raw(port, start + i * MSS);
      }
      int expected = start;
      for (int[] frame : seen) {
        assertEquals(expected, frame[1]);
        expected += frame[2];
      }
      assertEquals(start + 101 * MSS, expected);
      assertFalse(resequencer.isHolding());
    }
  }

  private void raw(int port, int sequence) {
    resequencer.add(m, 0, Packets.tcp(m, 0, 4, port, sequence, Packets.ACK, MSS), 0);
    resequencer.flush();
  }
}
