package hawser.ike.v2;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many seeds of [Simulation]. `-Dhawser.simulation.seeds=N` runs N of them,
/// `-Dhawser.simulation.seed=S` one alone, and with `-Dhawser.simulation.trace=true` tells what
/// happens.
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("hawser.simulation.seeds", 200);

  @Test
  @Timeout(value = 6, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SAME_THREAD)
  void whateverTheLineDoesBothEndsAgreeInTheEnd() {
    Long one = Long.getLong("hawser.simulation.seed");
    for (long seed = one == null ? 0 : one; seed < (one == null ? SEEDS : one + 1); seed++) {
      try {
        new Simulation(seed).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", again: -Dhawser.simulation.seed=" + seed, e);
      }
    }
  }
}
