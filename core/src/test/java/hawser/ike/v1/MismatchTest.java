package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hawser.bytes.Octets;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.EsnPolicy;
import hawser.ike.Event;
import hawser.ike.IkeProposal;
import hawser.ike.Mismatch;
import hawser.ike.Mismatch.Aspect;
import hawser.ike.Session;
import hawser.net.TrafficSelector;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is known when nothing matches: both sides' proposals, the nearest pair, the first mismatch.
class MismatchTest {
  private final Sessions sessions = new Sessions();
  private final Wire wire = new Wire();

  @Test
  void phase1NamesTheNearestPairAndItsFirstDifference() {
    List<IkeProposal> theirs =
        List.of(
            new IkeProposal(256, Hash.SHA2_512, Group.ECP_521),
            new IkeProposal(128, Hash.SHA2_256, Group.MODP_2048));
    Session a = sessions.initiator(Sessions.config(theirs, Sessions.DAY));
    Session b = sessions.responder(Sessions.config(Sessions.DAY));
    wire.run(a, b, new Event.Start());
    Mismatch mismatch = wire.only(b, Action.NothingMatches.class).mismatch();
    assertEquals(Mismatch.Kind.IKE_SA, mismatch.kind());
    assertEquals(2, mismatch.offered().size());
    Mismatch.Nearest nearest = mismatch.nearest().orElseThrow();
    assertEquals(List.of(Aspect.GROUP), nearest.differences());
    assertEquals("MODP_2048", nearest.offered().value(Aspect.GROUP));
    assertEquals("CURVE25519", nearest.allowed().value(Aspect.GROUP));
  }

  /// Nobody vouches for a refusal in clear: it is told once and changes nothing.
  @Test
  void anUnprovenRefusalIsToldOnce() {
    List<IkeProposal> theirs = List.of(new IkeProposal(256, Hash.SHA2_512, Group.ECP_521));
    Session a = sessions.initiator(Sessions.config(theirs, Sessions.DAY));
    Session b = sessions.responder(Sessions.config(Sessions.DAY));
    Octets first = Peer.messages(a.handle(Wire.NOW, new Event.Start())).getFirst();
    Octets refusal =
        Peer.messages(b.handle(Wire.NOW, new Event.Received(first, Sessions.RESPONDER))).getFirst();
    for (int reports : new int[] {1, 0, 0}) {
      List<Action> actions = a.handle(Wire.NOW, new Event.Received(refusal, Sessions.INITIATOR));
      assertEquals(reports, Peer.all(actions, Action.Report.class).size());
      assertEquals(Session.Status.CONNECTING, a.status());
    }
  }

  @Test
  void phase2NamesWhatDiffersTransformByTransform() {
    ChildConfig other =
        new ChildConfig(
            "lan",
            List.of(EspSuite.aead(Encryption.AES_GCM_16, 256)),
            List.of(),
            TrafficSelector.ALL4,
            TrafficSelector.ALL4,
            Sessions.HALF_DAY,
            EsnPolicy.DISABLE);
    Session a = sessions.initiator(Sessions.config(Sessions.DAY));
    Session b = sessions.responder(Sessions.config(Sessions.DAY, Sessions.CHILD));
    wire.run(a, b, new Event.Start());
    wire.run(a, b, new Event.StartChild(other));
    Mismatch mismatch = wire.only(b, Action.NothingMatches.class).mismatch();
    assertEquals(Mismatch.Kind.CHILD_SA, mismatch.kind());
    assertEquals("[AES_GCM_16_256/NO_PFS/TUNNEL/SHORT]", mismatch.offered().toString());
    assertEquals(
        "[AES_CBC_128/HMAC_SHA2_256_128/NO_PFS/TUNNEL/SHORT]", mismatch.allowed().toString());
    assertEquals(
        List.of(Aspect.ENCRYPTION, Aspect.INTEGRITY),
        mismatch.nearest().orElseThrow().differences());
  }
}
