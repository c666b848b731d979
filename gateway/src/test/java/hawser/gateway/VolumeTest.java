package hawser.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.gateway.Volume.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VolumeTest {
  private static final long GB = 1_000_000_000;

  @Test
  void anIdleSaStaysFreshAndAQuietOneIsReplacedAtItsSoftLimit() {
    Volume volume = new Volume(1_000, 0.9, 3);
    assertEquals(Verdict.FRESH, volume.look(0));
    assertEquals(Verdict.FRESH, volume.look(0));
    for (long octets = 1; octets < 897; octets++) {
      assertEquals(Verdict.FRESH, volume.look(octets), () -> "at some octet below 897");
    }
    assertEquals(Verdict.REPLACE, volume.look(897)); // three seconds on it is 900
  }

  @Test
  void atTenGigabitASuccessorIsAskedForWhileThreeSecondsAreLeft() {
    Volume volume = new Volume(20 * GB, 0.9, 3);
    long octets = 0;
    while (volume.look(octets) == Verdict.FRESH) {
      octets += 12 * GB / 10;
    }
    assertTrue(octets <= 20 * GB - 3 * 12 * GB / 10, octets + " octets");
    assertTrue(octets >= 10 * GB, octets + " octets");
  }

  /// 5,120 KB, the least that can be set, is a twentieth of a second at 1 Gb/s.
  @Test
  void aLimitThatASecondExceedsGivesTheSuccessorOneSecond() {
    Volume volume = new Volume(5_120 * 1_024, 0.9, 3);
    List<Verdict> verdicts = new ArrayList<>();
    for (long second = 1; second <= 3; second++) {
      verdicts.add(volume.look(second * 125_000_000));
    }
    assertEquals(List.of(Verdict.REPLACE, Verdict.END, Verdict.END), verdicts);
  }

  @Test
  void anSaThatNobodyReplacedEndsBehindItsHardLimitAndNotBefore() {
    Volume volume = new Volume(1_000, 0.9, 0);
    assertEquals(Verdict.REPLACE, volume.look(950));
    assertEquals(Verdict.REPLACE, volume.look(999));
    assertEquals(Verdict.REPLACE, volume.look(1_000));
    assertEquals(Verdict.END, volume.look(1_000));
  }

  @Test
  void aResponderLetsTheInitiatorReplaceFirst() {
    Volume initiator = new Volume(1_000_000, 0.93, 3);
    Volume responder = new Volume(1_000_000, 0.97, 1);
    for (long octets = 0; octets <= 1_000_000; octets += 10_000) {
      boolean late = responder.look(octets) == Verdict.REPLACE;
      boolean early = initiator.look(octets) == Verdict.REPLACE;
      assertTrue(early || !late, octets + " octets");
      if (early) {
        assertFalse(late);
        return;
      }
    }
    throw new AssertionError("nobody replaced");
  }
}
