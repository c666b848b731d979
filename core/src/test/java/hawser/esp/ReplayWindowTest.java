package hawser.esp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayWindowTest {
  private static final int REPLAYED = Drop.REPLAYED.result();
  private static final int TOO_OLD = Drop.TOO_OLD.result();

  @ParameterizedTest
  @ValueSource(ints = {32, 33, 63, 64, 65, 96, 128, 191, 192, 1000, 2048, 8192, 65_535, 65_536})
  void decides_as_a_plain_set_of_numbers_does(int size) {
    for (long seed = 0; seed < 4; seed++) {
      Random random = new Random(seed);
      ReplayWindow window = new ReplayWindow(size, SequenceNumbers.SHORT);
      Set<Long> seen = new HashSet<>();
      long top = 0;
      for (int i = 0; i < 20_000; i++) {
        long sequence = Math.max(0, next(random, top, size));
        int expected =
            sequence == 0
                ? REPLAYED
                : sequence > top
                    ? 0
                    : top - sequence >= size ? TOO_OLD : seen.contains(sequence) ? REPLAYED : 0;
        assertEquals(
            expected,
            window.check(sequence),
            "seed " + seed + " step " + i + " sequence " + sequence + " top " + top);
        if (expected == 0 && random.nextInt(8) != 0) { // sometimes the ICV is bad
          window.accept(sequence);
          seen.add(sequence);
          top = Math.max(top, sequence);
        }
        assertEquals(top, window.top());
      }
    }
  }

  private static long next(Random random, long top, int size) {
    return switch (random.nextInt(10)) {
      case 0 -> top + 1 + random.nextInt(3 * size);
      case 1 -> top - size + random.nextInt(5) - 2;
      case 2 -> top - random.nextInt(2 * size);
      case 3, 4, 5 -> top - random.nextInt(size);
      default -> top + 1 + random.nextInt(4);
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64, 2048, 8192, 65_536})
  void keeps_to_its_edges_exactly(int size) {
    ReplayWindow window = new ReplayWindow(size, SequenceNumbers.SHORT);
    assertEquals(REPLAYED, window.check(0));
    assertAccepted(window, 1);
    assertEquals(REPLAYED, window.check(1));
    assertAccepted(window, 9);
    assertAccepted(window, 8);
    assertAccepted(window, 7);
    assertEquals(REPLAYED, window.check(7));
    assertAccepted(window, size);
    assertAccepted(window, size - 1);
    assertEquals(REPLAYED, window.check(1)); // the last place of the window
    assertAccepted(window, size + 1L);
    assertEquals(TOO_OLD, window.check(1)); // just outside
    assertAccepted(window, 2);
    assertAccepted(window, 4L * size); // everything in between is new
    assertAccepted(window, 3L * size + 1);
    assertEquals(TOO_OLD, window.check(3L * size));
    assertAccepted(window, 0x7fff_ffffL);
    assertAccepted(window, 0xffff_ffffL); // a jump of 2^31
    assertEquals(REPLAYED, window.check(0xffff_ffffL));
    assertEquals(TOO_OLD, window.check(0x7fff_ffffL));
  }

  @Test
  void fills_in_either_order() {
    for (int step : new int[] {1, -1}) {
      ReplayWindow window = new ReplayWindow(2048, SequenceNumbers.SHORT);
      for (int i = 0; i < 2048; i++) {
        assertAccepted(window, step > 0 ? i + 1 : 2048 - i);
      }
      for (int i = 1; i <= 2048; i++) {
        assertEquals(REPLAYED, window.check(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64, 2048, 65_536})
  void infers_the_high_half_in_case_a_and_b(int size) {
    ReplayWindow window = new ReplayWindow(size, SequenceNumbers.EXTENDED);
    window.accept(5L << 32 | 0x8000_0000L); // case A: all of the window in subspace 5
    assertEquals(5L << 32 | 0x8000_0000L - size + 1, window.infer(0x8000_0000 - size + 1));
    assertEquals(6L << 32 | 0x8000_0000L - size, window.infer(0x8000_0000 - size));
    assertEquals(5L << 32 | 0xffff_ffffL, window.infer(-1));
    assertEquals(6L << 32, window.infer(0));

    window.accept(6L << 32 | 10); // case B: the window reaches back into subspace 5
    assertEquals(6L << 32 | 11, window.infer(11));
    assertEquals(6L << 32, window.infer(0));
    assertEquals(5L << 32 | 0xffff_ffffL, window.infer(-1));
    int lowest = 10 - size + 1;
    assertEquals(5L << 32 | lowest & 0xffff_ffffL, window.infer(lowest));
    assertEquals(6L << 32 | lowest - 1 & 0xffff_ffffL, window.infer(lowest - 1));

    window.accept(7L << 32 | size - 1); // the border between the cases
    assertEquals(7L << 32, window.infer(0));
    window.accept(7L << 32 | 2L * size - 2); // the window's bottom is at size - 1
    assertEquals(7L << 32 | size - 1, window.infer(size - 1));
    assertEquals(8L << 32 | size - 2, window.infer(size - 2));
  }

  @Test
  void keeps_the_first_subspace_before_any_wrap() {
    ReplayWindow window = new ReplayWindow(64, SequenceNumbers.EXTENDED);
    assertEquals(1, window.infer(1));
    assertEquals(0xffff_fff0L, window.infer(0xffff_fff0));
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 64, 2048, 65_536})
  void takes_each_number_once_across_the_wrap(int size) {
    Random random = new Random(size);
    ReplayWindow window = new ReplayWindow(size, SequenceNumbers.EXTENDED);
    long from = (3L << 32) - 3L * size;
    window.accept(from);
    for (long i = 1; i < 6L * size; i += 1 + random.nextInt(4)) {
      long sequence = from + i;
      long inferred = window.infer((int) sequence);
      assertEquals(sequence, inferred);
      assertAccepted(window, inferred);
      long older = sequence - random.nextInt(size);
      assertEquals(older, window.infer((int) older));
      if (window.check(older) == 0) {
        assertAccepted(window, older);
      }
      assertEquals(REPLAYED, window.check(older));
    }
  }

  @Test
  void without_a_window_everything_passes() {
    ReplayWindow window = new ReplayWindow(0, SequenceNumbers.SHORT);
    window.accept(100);
    window.accept(5);
    assertEquals(0, window.check(100));
    assertEquals(0, window.check(5));
    assertEquals(100, window.top());
  }

  @Test
  void refuses_sizes_that_it_cannot_have() {
    for (int size : new int[] {-1, 1, 31, 65_537}) {
      assertThrows(
          IllegalArgumentException.class, () -> new ReplayWindow(size, SequenceNumbers.SHORT));
    }
  }

  @Test
  void a_check_alone_moves_nothing() {
    ReplayWindow window = new ReplayWindow(32, SequenceNumbers.SHORT);
    assertAccepted(window, 10);
    assertTrue(window.check(1_000_000) == 0);
    assertEquals(10, window.top());
    assertFalse(window.check(9) != 0);
  }

  private static void assertAccepted(ReplayWindow window, long sequence) {
    assertEquals(0, window.check(sequence), "sequence " + sequence + " top " + window.top());
    window.accept(sequence);
    assertEquals(REPLAYED, window.check(sequence));
  }
}
