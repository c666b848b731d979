package hawser.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SourceTest {
  private static final int MOST = 64;
  private static final long MICROSECOND = 1_000;

  private final AtomicInteger packets = new AtomicInteger();
  private long now = -1_000_000;
  private final Source source = new Source(this, 3, 0, MOST, packets::get, now);

  /// Serves it `times` times, each bringing `each` packets.
  private void serve(int times, int each, long microseconds) {
    packets.set(each);
    for (int i = 0; i < times; i++) {
      now += microseconds * MICROSECOND;
      source.serve(now);
    }
  }

  @Test
  void manySinglePacketsAreLookedAtByTheClock() {
    serve(500, 1, 5);
    assertTrue(source.isPaused());
    assertEquals(now + 100 * MICROSECOND, source.due());
  }

  @Test
  void aFullLookIsFollowedByAnotherAtOnce() {
    serve(500, MOST, 5);
    assertTrue(source.isPaused());
    assertEquals(now, source.due());
  }

  @Test
  void aConversationIsWaitedFor() {
    serve(500, 1, 50);
    assertFalse(source.isPaused());
  }

  @Test
  void aBurstAfterSilenceIsWaitedFor() {
    serve(1, 30, 1_000_000);
    serve(1, 30, 1_000_000);
    assertFalse(source.isPaused());
  }

  @Test
  void joinedPacketsAreWaitedFor() {
    serve(500, 0, 5);
    assertFalse(source.isPaused());
  }

  @Test
  void aLookThatFindsNothingEndsIt() {
    serve(500, 1, 5);
    serve(1, 0, 100);
    assertFalse(source.isPaused());
  }
}
