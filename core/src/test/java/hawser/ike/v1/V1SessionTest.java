package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.crypto.Integrity;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Encapsulation;
import hawser.ike.EsnPolicy;
import hawser.ike.Event;
import hawser.ike.IkeDrop;
import hawser.ike.IkeProposal;
import hawser.ike.NatTraversal;
import hawser.ike.Path;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.Spi;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import hawser.net.TrafficSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Two sessions on an in-memory wire: `a` is the initiator, `b` the responder.
@SuppressWarnings("ReferenceEquality") // a session is who it is
class V1SessionTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final EspSuite CBC = EspSuite.of(Encryption.AES_CBC, 128, Integrity.HMAC_SHA1_96);

  private final Random random = new Random(42);
  private final Wire wire = new Wire();

  @ParameterizedTest
  @EnumSource(
      value = Group.class,
      names = {"MODP_3072", "MODP_4096", "MODP_6144", "MODP_8192"},
      mode = EnumSource.Mode.EXCLUDE)
  void mainModeAndQuickModeAgreeOnTheSameKeysInEveryGroup(Group group) {
    Session a = initiator(config(group, NatTraversal.ENABLE, "1.1.1.1"));
    Session b = responder(config(group, NatTraversal.ENABLE, "0.0.0.0"));
    wire.run(a, b, new Event.Start());
    assertEquals(Session.Status.ESTABLISHED, a.status());
    assertEquals(Session.Status.ESTABLISHED, b.status());
    Action.Established atB = wire.only(b, Action.Established.class);
    assertEquals(IpAddress.parse("1.1.1.1"), atB.location());
    assertTrue(atB.initialContact());
    assertEquals("172.16.200.1", atB.peer().toString());
    wire.run(a, b, new Event.StartChild(child(group)));
    ChildSa ours = wire.only(a, Action.InstallChild.class).child();
    ChildSa theirs = wire.only(b, Action.InstallChild.class).child();
    assertEquals(ours.inbound(), theirs.outbound());
    assertEquals(ours.inboundKeys(), theirs.outboundKeys());
    assertEquals(ours.outboundKeys(), theirs.inboundKeys());
    assertEquals(ours.local(), theirs.remote());
    assertEquals(Encapsulation.NONE, ours.encapsulation());
    assertEquals(1, wire.all(b, Action.UseChild.class).size());
  }

  @Test
  void forcedTraversalMovesBothSidesToPort4500AndEncapsulates() {
    Session a = initiator(config(Group.CURVE25519, NatTraversal.FORCED, "0.0.0.0"));
    Session b = responder(config(Group.CURVE25519, NatTraversal.ENABLE, "0.0.0.0"));
    wire.run(a, b, new Event.Start());
    assertEquals(4500, a.path().local().port());
    assertEquals(4500, b.path().local().port());
    wire.run(a, b, new Event.StartChild(child(Group.CURVE25519)));
    assertEquals(
        Encapsulation.UDP, wire.only(b, Action.InstallChild.class).child().encapsulation());
  }

  @Test
  void aWrongKeyIsRefusedWithoutAnAnswerAndNamedAsProbable() {
    Session a = initiator(config(Group.CURVE25519, NatTraversal.ENABLE, "0.0.0.0"));
    SessionConfig other =
        new SessionConfig(
            "b",
            proposals(Group.CURVE25519),
            Secret.copyOf("another secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
            Optional.empty(),
            Duration.ofHours(24),
            NatTraversal.ENABLE,
            IpAddress.ANY4,
            List.of());
    Session b = responder(other);
    wire.run(a, b, new Event.Start());
    assertEquals(Session.Status.CONNECTING, b.status());
    assertTrue(
        wire.all(b, Action.Report.class).stream()
            .anyMatch(report -> report.message().contains("probable pre-shared secret mismatch")));
    assertEquals(2, wire.all(b, Action.Send.class).size()); // messages 2 and 4, no more
  }

  @Test
  void livenessProbesAreAnsweredInBothDirections() {
    Session a = initiator(config(Group.CURVE25519, NatTraversal.ENABLE, "0.0.0.0"));
    Session b = responder(config(Group.CURVE25519, NatTraversal.ENABLE, "0.0.0.0"));
    wire.run(a, b, new Event.Start());
    wire.run(a, b, new Event.ProbeLiveness());
    wire.run(b, a, new Event.ProbeLiveness());
    assertEquals(1, wire.all(a, Action.LivenessConfirmed.class).size());
    assertEquals(1, wire.all(b, Action.LivenessConfirmed.class).size());
  }

  @Test
  void deletesReachThePeer() {
    Session a = initiator(config(Group.CURVE25519, NatTraversal.ENABLE, "0.0.0.0"));
    Session b = responder(config(Group.CURVE25519, NatTraversal.ENABLE, "0.0.0.0"));
    wire.run(a, b, new Event.Start());
    wire.run(a, b, new Event.StartChild(child(Group.CURVE25519)));
    Spi spi = wire.only(a, Action.InstallChild.class).child().inbound();
    wire.run(a, b, new Event.DeleteChild(spi));
    assertEquals(spi, wire.only(b, Action.RemoveChild.class).outbound());
    wire.run(b, a, new Event.Close("test"));
    assertEquals(Session.Status.CLOSED, a.status());
  }

  /// a: HASH, SA, Ni, ID, ID --> b; b: HASH, SA, Nr, ID, ID --> a; a: HASH(3) --> lost; b repeats.
  @Test
  void aLostThirdMessageOfQuickModeIsRepaired() {
    Session a = initiator(config(Group.CURVE25519, NatTraversal.ENABLE, "0.0.0.0"));
    Session b = responder(config(Group.CURVE25519, NatTraversal.ENABLE, "0.0.0.0"));
    wire.run(a, b, new Event.Start());
    wire.lost = 2;
    wire.run(a, b, new Event.StartChild(child(Group.CURVE25519)));
    assertTrue(wire.all(b, Action.UseChild.class).isEmpty());
    hawser.ike.Timer timer = wire.all(b, Action.Arm.class).getLast().timer();
    wire.run(b, a, new Event.Expired(timer));
    assertEquals(1, wire.all(b, Action.UseChild.class).size());
  }

  @Test
  void aSelectorThatNoPhase2AllowsIsRefused() {
    Session a = initiator(config(Group.CURVE25519, NatTraversal.ENABLE, "0.0.0.0"));
    SessionConfig narrow = config(Group.CURVE25519, NatTraversal.ENABLE, "0.0.0.0");
    ChildConfig only =
        new ChildConfig(
            "narrow",
            List.of(CBC),
            List.of(Group.CURVE25519),
            TrafficSelector.of(Prefix.parse("192.168.0.0/16")),
            TrafficSelector.of(Prefix.parse("10.2.0.0/16")),
            Duration.ofHours(1),
            EsnPolicy.DISABLE);
    Session b =
        responder(
            new SessionConfig(
                "b",
                narrow.proposals(),
                narrow.psk(),
                Optional.empty(),
                narrow.lifetime(),
                NatTraversal.ENABLE,
                IpAddress.ANY4,
                List.of(only)));
    wire.run(a, b, new Event.Start());
    wire.run(a, b, new Event.StartChild(child(Group.CURVE25519)));
    assertTrue(wire.all(b, Action.InstallChild.class).isEmpty());
    assertEquals(1, wire.all(a, Action.ChildFailed.class).size());
  }

  @Test
  void mutatedMessagesNeverThrowAndNeverEstablish() {
    for (int seed = 0; seed < 300; seed++) {
      Random mutation = new Random(seed);
      Wire hostile = new Wire();
      hostile.mutate = mutation;
      Session a = initiator(config(Group.CURVE25519, NatTraversal.ENABLE, "1.1.1.1"));
      Session b = responder(config(Group.CURVE25519, NatTraversal.ENABLE, "0.0.0.0"));
      hostile.run(a, b, new Event.Start());
    }
  }

  @Test
  void aPhase2MessageWithAWrongHashLeavesNoState() {
    Session a = initiator(config(Group.CURVE25519, NatTraversal.ENABLE, "0.0.0.0"));
    Session b = responder(config(Group.CURVE25519, NatTraversal.ENABLE, "0.0.0.0"));
    wire.run(a, b, new Event.Start());
    for (Action action : a.handle(NOW, new Event.StartChild(child(Group.CURVE25519)))) {
      if (action instanceof Action.Send(Path ignored, Octets message)) {
        byte[] bytes = message.toArray();
        bytes[40] ^= 1;
        List<Action> answer =
            b.handle(NOW, new Event.Received(Octets.of(bytes), a.path().reversed()));
        assertEquals(1, answer.size());
        Action.Dropped dropped = (Action.Dropped) answer.getFirst();
        assertTrue(dropped.reason() == IkeDrop.BAD_HASH || dropped.reason() == IkeDrop.MALFORMED);
      }
    }
  }

  private Session initiator(SessionConfig config) {
    Path path =
        new Path(
            new Endpoint(IpAddress.parse("172.16.200.1"), 500),
            new Endpoint(IpAddress.parse("172.16.200.4"), 500));
    return V1Session.initiator(
        config, path, random::nextBytes, session -> spi(), V1Session.Contact.INITIAL);
  }

  private Session responder(SessionConfig config) {
    Path path =
        new Path(
            new Endpoint(IpAddress.parse("172.16.200.4"), 500),
            new Endpoint(IpAddress.parse("172.16.200.1"), 500));
    return V1Session.responder(config, path, random::nextBytes, session -> spi());
  }

  private Spi spi() {
    return new Spi(random.nextInt(256, Integer.MAX_VALUE));
  }

  private static List<IkeProposal> proposals(Group group) {
    return List.of(
        new IkeProposal(128, Hash.SHA2_256, group), new IkeProposal(256, Hash.SHA1, group));
  }

  private static SessionConfig config(Group group, NatTraversal nat, String location) {
    ChildConfig any =
        new ChildConfig(
            "any",
            List.of(CBC),
            List.of(group),
            TrafficSelector.ALL4,
            TrafficSelector.ALL4,
            Duration.ofHours(12),
            EsnPolicy.DISABLE);
    return new SessionConfig(
        "test",
        proposals(group),
        Secret.copyOf("a shared secret".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
        Optional.empty(),
        Duration.ofHours(24),
        nat,
        IpAddress.parse(location),
        List.of(any));
  }

  private static ChildConfig child(Group group) {
    return new ChildConfig(
        "lan",
        List.of(EspSuite.aead(Encryption.AES_GCM_16, 256), CBC),
        List.of(group),
        TrafficSelector.of(Prefix.parse("10.1.100.0/24")),
        TrafficSelector.ALL4,
        Duration.ofHours(12),
        EsnPolicy.DISABLE);
  }
}
