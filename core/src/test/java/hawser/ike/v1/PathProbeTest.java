package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Octets;
import hawser.ike.Action;
import hawser.ike.Event;
import hawser.ike.Session;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// ```
/// a                                           b
///   HDR*, HASH, N(R-U-THERE), padding -->          as long as the path is to take, uncut
///                            <-- HDR*, HASH, N(R-U-THERE-ACK)
/// ```
class PathProbeTest {
  private final Sessions sessions = new Sessions();
  private final Session a = sessions.initiator(Sessions.config(Sessions.DAY, Sessions.CHILD));
  private final Session b = sessions.responder(Sessions.config(Sessions.DAY, Sessions.CHILD));

  @BeforeEach
  void establish() {
    new Wire().run(a, b, new Event.Start());
    assertEquals(Session.Status.ESTABLISHED, a.status());
  }

  @ParameterizedTest
  @ValueSource(ints = {1472, 1467, 1440, 1000, 8972})
  void aProbeFillsItsSizeWithWholeBlocksAndAnyPeerAnswersIt(int octets) {
    Octets probe = probe(octets);
    assertEquals(28 + (octets - 28) / 16 * 16, probe.length());
    List<Octets> answers = Peer.messages(deliver(b, probe));
    assertEquals(1, answers.size());
    assertTrue(answers.getFirst().length() < 128); // only our direction is probed
    assertEquals(
        List.of(new Action.PathProbed(probe.length())),
        Peer.all(deliver(a, answers.getFirst()), Action.PathProbed.class));
  }

  @Test
  void eachAnswerTellsWhichProbeArrived() {
    Octets large = probe(1472);
    Octets small = probe(1000);
    Octets answer = Peer.messages(deliver(b, small)).getFirst();
    assertEquals(
        List.of(new Action.PathProbed(small.length())),
        Peer.all(deliver(a, answer), Action.PathProbed.class));
    answer = Peer.messages(deliver(b, large)).getFirst();
    assertEquals(
        List.of(new Action.PathProbed(large.length())),
        Peer.all(deliver(a, answer), Action.PathProbed.class));
  }

  @Test
  void aLivenessProbeUnderWayIsStillConfirmed() {
    Octets liveness = Peer.messages(a.handle(Wire.NOW, new Event.ProbeLiveness())).getFirst();
    Octets _ = probe(1472);
    Octets answer = Peer.messages(deliver(b, liveness)).getFirst();
    List<Action> actions = deliver(a, answer);
    assertEquals(1, Peer.all(actions, Action.LivenessConfirmed.class).size());
    assertEquals(0, Peer.all(actions, Action.PathProbed.class).size());
  }

  @Test
  void aSizeWithoutRoomGivesAPlainProbe() {
    Octets probe = probe(40);
    assertEquals(1, Peer.messages(deliver(b, probe)).size());
  }

  private Octets probe(int octets) {
    return Peer.all(a.handle(Wire.NOW, new Event.ProbePath(octets)), Action.SendUncut.class)
        .getFirst()
        .message();
  }

  private static List<Action> deliver(Session to, Octets message) {
    return to.handle(Wire.NOW, new Event.Received(message, to.path()));
  }
}
