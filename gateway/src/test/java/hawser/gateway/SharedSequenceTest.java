package hawser.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.esp.Drop;
import hawser.esp.JdkEngine;
import hawser.esp.OutboundSa;
import hawser.esp.SequenceBlocks;
import hawser.esp.SequenceNumbers;
import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Several workers seal on one SA.
@Timeout(60)
class SharedSequenceTest {
  private static final EspSuite GCM = EspSuite.aead(Encryption.AES_GCM_16, 128);
  private static final int PACKET = 60;
  private static final int WORKERS = 4;
  private static final int BATCHES = 5_000;
  private static final int MOST_OF_BATCH = 150;
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void no_number_is_used_twice_and_none_grows_older_than_the_bound() throws Exception {
    SharedSequence sequence = new SharedSequence(WORKERS, LONG);
    List<Future<Run>> runs = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(WORKERS)) {
      for (int worker = 0; worker < WORKERS; worker++) {
        SharedSequence.Share share = sequence.share(worker);
        int seed = worker;
        runs.add(threads.submit(() -> run(sequence, share, new Random(seed))));
      }
    }
    BitSet used = new BitSet();
    long sealed = 0;
    for (Future<Run> future : runs) {
      Run run = future.get();
      assertFalse(used.intersects(run.used), "a number was used twice");
      used.or(run.used);
      sealed += run.sealed;
      // A worker takes blocks behind its own oldest number without waiting for itself.
      int bound =
          SharedSequence.MOST_AHEAD + WORKERS * SequenceBlocks.LENGTH + WORKERS * MOST_OF_BATCH;
      assertTrue(run.oldest <= bound, run.oldest + " numbers old");
    }
    assertEquals(sealed, used.cardinality());
    assertEquals(sequence.taken(), used.length() - 1);
    long skipped = used.length() - 1 - sealed;
    assertTrue(
        skipped < (long) WORKERS * BATCHES * SequenceBlocks.LENGTH / 2, skipped + " skipped");
  }

  /// @param oldest how far the others were ahead of a batch's first number when the batch was sent
  private record Run(BitSet used, long sealed, long oldest) {}

  private static Run run(SharedSequence sequence, SharedSequence.Share share, Random random) {
    OutboundSa sa = outbound(SequenceNumbers.SHORT, share);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(512);
      BitSet used = new BitSet();
      long sealed = 0;
      long oldest = 0;
      for (int batch = 0; batch < BATCHES; batch++) {
        int packets = 1 + random.nextInt(MOST_OF_BATCH);
        int first = 0;
        for (int i = 0; i < packets; i++) {
          int number = seal(sa, memory);
          first = i == 0 ? number : first;
          assertFalse(used.get(number));
          used.set(number);
        }
        sealed += packets;
        sa.finish();
        oldest = Math.max(oldest, sequence.taken() - first);
        sa.sent();
      }
      return new Run(used, sealed, oldest);
    }
  }

  @Test
  void a_worker_alone_leaves_no_gap() {
    SharedSequence sequence = new SharedSequence(2, LONG);
    OutboundSa sa = outbound(SequenceNumbers.SHORT, sequence.share(0));
    for (int i = 1; i <= 1_000; i++) {
      assertEquals(i, sealOne(sa));
      if (i % 7 == 0) {
        sa.finish();
        sa.sent();
      }
    }
    assertEquals(1_000, sa.sequence());
  }

  @Test
  void what_a_batch_leaves_is_skipped_once_another_worker_went_on() {
    SharedSequence sequence = new SharedSequence(2, LONG);
    OutboundSa left = outbound(SequenceNumbers.SHORT, sequence.share(0));
    OutboundSa right = outbound(SequenceNumbers.SHORT, sequence.share(1));
    assertEquals(1, sealOne(left));
    assertEquals(65, sealOne(right));
    left.finish();
    left.sent();
    assertEquals(66, sealOne(right));
    right.finish();
    right.sent();
    assertEquals(67, sealOne(left));
  }

  /// A worker sleeps with a packet that is not sent: the other one waits at the bound, goes on when
  /// its patience ends, and does not wait again.
  @Test
  void a_worker_that_sleeps_holds_up_the_others_at_the_bound_for_a_while() {
    Duration patience = Duration.ofMillis(100);
    SharedSequence sequence = new SharedSequence(2, patience);
    OutboundSa asleep = outbound(SequenceNumbers.SHORT, sequence.share(0));
    OutboundSa awake = outbound(SequenceNumbers.SHORT, sequence.share(1));
    assertEquals(1, sealOne(asleep));
    long waited = 0;
    int number = 0;
    while (waited == 0) {
      long start = System.nanoTime();
      number = sealOne(awake);
      awake.finish();
      awake.sent();
      boolean patient = System.nanoTime() - start >= patience.toNanos();
      waited = patient && number > SharedSequence.MOST_AHEAD ? number : 0;
      assertTrue(number <= SharedSequence.MOST_AHEAD + 2 * SequenceBlocks.LENGTH, "no wait");
    }
    long start = System.nanoTime();
    for (int i = 0; i < 40 * SequenceBlocks.LENGTH; i++) {
      assertEquals(++number, sealOne(awake));
    }
    assertTrue(System.nanoTime() - start < 20 * patience.toNanos(), "waited again");
  }

  @Test
  void the_last_number_is_used_and_none_behind_it() {
    SharedSequence sequence = new SharedSequence(2, LONG);
    OutboundSa left = outbound(SequenceNumbers.SHORT, sequence.share(0));
    OutboundSa right = outbound(SequenceNumbers.SHORT, sequence.share(1));
    left.jumpTo(0xffff_fffeL);
    assertEquals(-1, sealOne(right));
    assertEquals(Drop.SEQUENCE_EXHAUSTED.result(), sealOne(right));
    assertEquals(Drop.SEQUENCE_EXHAUSTED.result(), sealOne(left));
    right.finish();
    assertEquals(Drop.SEQUENCE_EXHAUSTED.result(), sealOne(right));
    assertEquals(0xffff_ffffL, right.sequence());
  }

  @Test
  void extended_numbers_pass_the_wrap() {
    SharedSequence sequence = new SharedSequence(2, LONG);
    OutboundSa left = outbound(SequenceNumbers.EXTENDED, sequence.share(0));
    OutboundSa right = outbound(SequenceNumbers.EXTENDED, sequence.share(1));
    left.jumpTo(0xffff_fff0L);
    assertEquals(0xffff_fff1, sealOne(left));
    assertEquals(0xffff_fff1 + 64, sealOne(right));
    assertEquals(0x1_0000_0031L, right.sequence());
  }

  private static OutboundSa outbound(SequenceNumbers numbers, SharedSequence.Share share) {
    return new OutboundSa(
        0x1000,
        GCM,
        Secret.adopt(new byte[GCM.keyMaterialLength()]),
        numbers,
        new JdkEngine(),
        share);
  }

  private static int sealOne(OutboundSa sa) {
    try (Arena arena = Arena.ofConfined()) {
      return seal(sa, arena.allocate(512));
    }
  }

  /// Returns the number that was used, or the result of a drop.
  private static int seal(OutboundSa sa, MemorySegment memory) {
    Net.put8(memory, 0, 0x45);
    int result = sa.seal(memory, 0, PACKET, memory, 256);
    return result < 0 ? result : Net.i32(memory, 256 + 4);
  }
}
