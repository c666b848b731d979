package hawser.bench.micro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import hawser.esp.EngineException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No packet makes an object. The JIT has to have compiled a path before that is true of it, so a
/// path may take some rounds to get there; one that allocates never does.
@Timeout(120)
class AllocationTest {
  private static final int ROUNDS = 60;
  private static final int BATCHES = 500;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final StageBenchmark stages = new StageBenchmark();

  @Test
  void replayWindowSchedulerAndOffloadsAllocateNothing() {
    assertEquals(0, least(() -> stages.replay()));
    assertEquals(0, least(() -> stages.scheduleOverFourMembers()));
    assertEquals(0, least(() -> stages.scheduleAmongTenThousand()));
    assertEquals(0, least(() -> stages.segment()));
    assertEquals(0, least(() -> stages.joinInOrder()));
    assertEquals(0, least(() -> stages.joinOutOfStep()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AES_GCM_16-128",
        "CHACHA20_POLY1305-256",
        "AES_CBC-128 HMAC_SHA1_96",
        "AES_CBC-128 HMAC_SHA2_256_128"
      })
  void encapsulationAndDecapsulationWithTheNativeEngineAllocateNothing(String suite) {
    SaBenchmark sas = new SaBenchmark();
    sas.engine = "ipsec-mb";
    sas.suite = suite;
    try {
      sas.setup();
    } catch (EngineException e) {
      Assumptions.abort("skipped, library not found: " + e.getMessage());
    }
    assertEquals(0, least(() -> sas.sealAndOpen()));
  }

  @Test
  void theMeasureSeesAnObject() {
    int[][] kept = new int[1][];
    assertTrue(least(() -> kept[0] = new int[1]) > 0);
  }

  /// Octets allocated in the best round.
  private static long least(Runnable batch) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least > 0; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < BATCHES; i++) {
        batch.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
