package hawser.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PathProbeTest {
  private static final int LINK = 1_500;

  private final PathProbe probe = new PathProbe();
  private final List<Integer> sent = new ArrayList<>();
  private Instant now = Instant.ofEpochSecond(1_000);

  /// What the path takes, and what the kernel thinks that it does.
  private int path = LINK;

  private int kernel = LINK;
  private int link = LINK;
  private int marker;
  private boolean routersTell;
  private PathProbe.Use use = PathProbe.Use.ANSWERED;

  @Test
  void anOpenPathCostsOneProbe() {
    run(5);
    assertEquals(List.of(LINK), sent);
    assertEquals(LINK, probe.found());
  }

  @ParameterizedTest
  @ValueSource(ints = {1_495, 1_492, 1_400, 1_399, 1_280, 1_100, 576})
  void aSilentPathIsFoundWithinSixSecondsAndNeverTakenForWider(int width) {
    path = width;
    run(6);
    assertTrue(probe.isResting());
    assertTrue(probe.found() > 0 && probe.found() <= width, probe.found() + " of " + width);
  }

  @Test
  void whatRoutersTellIsFoundExactly() {
    routersTell = true;
    path = 1_437;
    run(4);
    assertEquals(1_437, probe.found());
    marker = 4;
    path = 1_391;
    run(36);
    assertEquals(1_391, probe.found());
  }

  @Test
  void aForgedMessageIsRefuted() {
    run(2);
    for (int forged : new int[] {552, 576, 1_279}) {
      sent.clear();
      kernel = forged;
      run(5);
      assertEquals(LINK, probe.found());
      assertEquals(List.of(LINK), sent);
    }
  }

  @Test
  void aPathThatGetsNarrowerIsNoticedWhileItIsInUse() {
    run(2);
    path = 1_400;
    run(36);
    assertEquals(1_400, probe.found());
  }

  @Test
  void silenceRaisesDoubtSooner() {
    run(2);
    path = 1_400;
    use = PathProbe.Use.UNANSWERED;
    run(10);
    assertEquals(1_400, probe.found());
  }

  @Test
  void anIdlePathIsLeftAlone() {
    run(2);
    sent.clear();
    use = PathProbe.Use.IDLE;
    run(590);
    assertEquals(List.of(), sent);
  }

  @Test
  void aPathThatGetsWiderIsNoticedInTenMinutesOrWhenTheKernelSaysSo() {
    path = 1_400;
    run(10);
    path = LINK;
    run(60);
    assertEquals(1_400, probe.found());
    run(540);
    assertEquals(LINK, probe.found());
  }

  @Test
  void aWiderLinkIsTriedAtOnceAndANarrowerOneBelieved() {
    run(2);
    link = 9_000;
    kernel = 9_000;
    path = 9_000;
    run(2);
    assertEquals(9_000, probe.found());
    link = 1_280;
    kernel = 1_280;
    run(1);
    assertEquals(1_280, probe.found());
  }

  @Test
  void anotherLinkIsTriedEvenWhenItIsNarrowerThanTheOneBefore() {
    path = 1_400;
    run(6);
    assertEquals(1_400, probe.found());
    link = 1_480;
    kernel = 1_480;
    path = 1_480;
    run(3);
    assertEquals(1_480, probe.found());
  }

  @Test
  void aPeerThatAnswersNothingIsAskedRarely() {
    path = 0;
    run(599);
    assertEquals(0, probe.found());
    assertTrue(sent.size() < 40, sent.toString());
  }

  @Test
  void sizesRiseWithinARoundAndNoneIsLongerThanTheLink() {
    path = 0;
    run(4);
    List<Integer> round = sent.subList(3, sent.size());
    assertEquals(round.stream().sorted().toList(), round);
    assertEquals(LINK, round.getLast());
  }

  /// Seconds pass; answers come at once.
  private void run(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      for (int size : probe.due(now, link, kernel, marker, use)) {
        sent.add(size);
        int octets = probe.message(size);
        int wire = octets + marker + 28;
        assertTrue(wire <= size && wire > size - 16);
        if (wire <= path) {
          probe.answered(octets, now);
        } else if (routersTell) {
          kernel = path;
        }
      }
    }
  }
}
