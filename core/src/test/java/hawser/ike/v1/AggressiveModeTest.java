package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.bytes.Writer;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.ike.Action;
import hawser.ike.Encapsulation;
import hawser.ike.Event;
import hawser.ike.Header;
import hawser.ike.Identity;
import hawser.ike.IkeDrop;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.Mismatch;
import hawser.ike.NatTraversal;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.Timer;
import hawser.ike.V1Options;
import hawser.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Aggressive Mode between two sessions, `a` the initiator and `b` the responder, and the hostile
/// inputs H9, H12, H13, H21, H24, H33 and H34 as far as they concern it.
class AggressiveModeTest {
  private static final Identity BRANCH = Identity.fqdn("branch");
  private static final Identity CENTRE = Identity.fqdn("centre");

  private final Sessions sessions = new Sessions();
  private final Wire wire = new Wire();

  private static SessionConfig config() {
    return config(Sessions.config(Sessions.DAY, Sessions.CHILD));
  }

  private static SessionConfig config(SessionConfig base) {
    return base.with(new V1Options(V1Options.Mode.AGGRESSIVE, new V1Options.Xauth.None(), 1_200));
  }

  /// a: HDR, SA, KE, Ni, IDii --> b: HDR, SA, KE, Nr, IDir, HASH_R --> a: HDR*, HASH_I
  @ParameterizedTest
  @EnumSource(
      value = Group.class,
      names = {"MODP_2048", "ECP_256", "BRAINPOOL_P256", "CURVE25519", "CURVE448"})
  void threeMessagesAndQuickModeAgreeOnTheSameKeys(Group group) {
    SessionConfig config =
        config(
            Sessions.config(
                List.of(new IkeProposal(256, Hash.SHA2_384, group)), Sessions.DAY, Sessions.CHILD));
    Session a = sessions.initiator(config);
    Session b = sessions.responder(config);
    wire.run(a, b, new Event.Start());
    assertEquals(Session.Status.ESTABLISHED, a.status());
    assertEquals(Session.Status.ESTABLISHED, b.status());
    assertEquals(2, wire.all(a, Action.Send.class).size());
    wire.run(a, b, new Event.StartChild(Sessions.CHILD));
    assertEquals(
        wire.only(a, Action.InstallChild.class).child().inboundKeys(),
        wire.only(b, Action.InstallChild.class).child().outboundKeys());
    wire.run(b, a, new Event.ProbeLiveness());
    assertEquals(1, wire.all(b, Action.LivenessConfirmed.class).size());
  }

  @Test
  void theRespondersLocationComesInAnInformationalAndTheInitiatorsWithItsProof() {
    Session a = sessions.initiator(located("1.1.1.1"));
    Session b = sessions.responder(located("2.2.2.2"));
    wire.run(a, b, new Event.Start());
    assertEquals(IpAddress.parse("1.1.1.1"), wire.only(b, Action.Established.class).location());
    assertEquals(IpAddress.parse("2.2.2.2"), wire.only(a, Action.Located.class).location());
    assertEquals(IpAddress.parse("2.2.2.2"), a.peerLocation());
  }

  @Test
  void aClaimedNatMovesBothToPort4500() {
    Session a = sessions.initiator(config(Sessions.config(NatTraversal.FORCED)));
    Session b = sessions.responder(config(Sessions.config(NatTraversal.ENABLE)));
    wire.run(a, b, new Event.Start());
    assertEquals(4500, a.path().local().port());
    assertEquals(4500, b.path().remote().port());
    assertEquals(Encapsulation.UDP, b.encapsulation());
    wire.run(a, b, new Event.StartChild(Sessions.CHILD));
    assertEquals(
        Encapsulation.UDP, wire.only(b, Action.InstallChild.class).child().encapsulation());
  }

  @Test
  void aShorterLifetimeOfTheResponderIsTold() {
    Session a = sessions.initiator(config());
    Session b = sessions.responder(config(Sessions.config(Sessions.HALF_DAY, Sessions.CHILD)));
    wire.run(a, b, new Event.Start());
    assertEquals(Sessions.HALF_DAY, a.lifetime());
    assertEquals(Sessions.HALF_DAY, b.lifetime());
  }

  /// a: HDR*, HASH_I --> lost; a says it again until b says anything.
  @Test
  void aLostThirdMessageIsRepeatedUntilThePeerSpeaks() {
    Session a = sessions.initiator(config());
    Session b = sessions.responder(config());
    wire.lost = 2;
    wire.run(a, b, new Event.Start());
    assertEquals(Session.Status.CONNECTING, b.status());
    Timer timer = new Timer(Timer.Kind.RETRANSMIT, 0);
    wire.run(a, b, new Event.Expired(timer));
    assertEquals(Session.Status.ESTABLISHED, b.status());
    wire.run(a, b, new Event.StartChild(Sessions.CHILD));
    assertTrue(wire.all(a, Action.Disarm.class).contains(new Action.Disarm(timer)));
  }

  @Test
  void onlyTheConfiguredIdentityIsAnswered() {
    Session a = sessions.initiator(config().with(Optional.of(BRANCH), Optional.of(CENTRE)));
    Session b = sessions.responder(config().with(Optional.of(CENTRE), Optional.of(BRANCH)));
    wire.run(a, b, new Event.Start());
    assertEquals(BRANCH, wire.only(b, Action.Established.class).peer());
    assertEquals(CENTRE, wire.only(a, Action.Established.class).peer());

    Session other =
        sessions.responder(
            config().with(Optional.of(CENTRE), Optional.of(Identity.fqdn("elsewhere"))));
    List<Action> actions =
        receive(other, first(config().with(Optional.of(BRANCH), Optional.empty())));
    assertEquals(List.of(), Peer.messages(actions));
    assertEquals(Session.Status.CLOSED, other.status());
  }

  @Test
  void anInitiatorRefusesAnotherIdentityThanTheConfiguredOne() {
    Session a = sessions.initiator(config().with(Optional.of(BRANCH), Optional.of(CENTRE)));
    Session b = sessions.responder(config().with(Optional.of(BRANCH), Optional.empty()));
    wire.run(a, b, new Event.Start());
    assertEquals(Session.Status.CONNECTING, a.status());
    assertEquals(IkeDrop.WRONG_ID, wire.only(a, Action.Dropped.class).reason());
    assertTrue(a.responderSpi().isNone());
  }

  /// H24: the responder proves itself first, so a wrong key shows at the initiator.
  @Test
  void aWrongKeyIsNamedAndLeavesTheInitiatorAsItWas() {
    SessionConfig base = config();
    SessionConfig wrong = config(keyed("another secret"));
    Session a = sessions.initiator(base);
    Session b = sessions.responder(wrong);
    wire.run(a, b, new Event.Start());
    assertEquals(Session.Status.CONNECTING, a.status());
    assertEquals(Session.Status.CONNECTING, b.status());
    assertEquals(IkeDrop.BAD_HASH, wire.only(a, Action.Dropped.class).reason());
    assertTrue(a.responderSpi().isNone());
    assertTrue(a.proposal().isEmpty());
    assertTrue(
        wire.only(a, Action.Report.class)
            .message()
            .contains("probable pre-shared secret mismatch"));
  }

  /// A forged answer must not keep the true one out.
  @Test
  void theTrueAnswerIsTakenAfterAForgedOne() throws Malformed {
    Session a = sessions.initiator(config());
    Session b = sessions.responder(config());
    Octets first = Peer.messages(a.handle(Wire.NOW, new Event.Start())).getFirst();
    Octets answer = Peer.messages(receive(b, first)).getFirst();
    byte[] forged = answer.toArray();
    forged[forged.length - 40] ^= 1;
    forged[Header.LENGTH + 80] ^= 1;
    List<Action> actions = answered(a, Octets.of(forged));
    assertEquals(List.of(), Peer.messages(actions));
    assertEquals(1, Peer.messages(answered(a, answer)).size());
    assertEquals(Session.Status.ESTABLISHED, a.status());
  }

  /// CVE-2023-30570, H33: the cookie of an exchange that failed leads nowhere.
  @Test
  void theResponderCookieOfARefusedExchangeIsDead() throws Malformed {
    IkeProposal other = new IkeProposal(256, Hash.SHA2_512, Group.ECP_521);
    Session b = sessions.responder(config());
    List<Action> refused = receive(b, first(config(Sessions.config(List.of(other), Sessions.DAY))));
    IkeSpi cookie = Header.parse(Peer.messages(refused).getFirst()).responderSpi();
    assertEquals(Session.Status.CLOSED, b.status());
    Mismatch mismatch = Peer.all(refused, Action.NothingMatches.class).getFirst().mismatch();
    assertEquals(
        "AES_CBC_256/SHA2_512/ECP_521/PRE_SHARED_KEY", mismatch.offered().getFirst().toString());
    for (int exchange : new int[] {2, 4, 5, 6, 32}) {
      for (int flags : new int[] {0, 1}) {
        Writer writer = new Writer();
        new Header(b.initiatorSpi(), cookie, PayloadType.HASH, 0x10, exchange, flags, 7)
            .write(writer, 32);
        assertEquals(List.of(), receive(b, writer.zeros(32).toOctets()));
      }
    }
  }

  /// H9: each payload of message 1 withheld and doubled; any other order is as good.
  @Test
  void everyPayloadOfTheFirstMessageIsNeededOnceInAnyOrder() throws Malformed {
    List<Payload> payloads = payloads(first(config()));
    for (int type :
        new int[] {
          PayloadType.SA, PayloadType.KEY_EXCHANGE, PayloadType.NONCE, PayloadType.IDENTITY
        }) {
      List<Payload> without = payloads.stream().filter(p -> p.type() != type).toList();
      dropped(IkeDrop.MALFORMED, without);
      List<Payload> twice = new ArrayList<>(payloads);
      twice.addAll(payloads.stream().filter(p -> p.type() == type).toList());
      dropped(IkeDrop.MALFORMED, twice);
    }
    Session b = sessions.responder(config());
    assertEquals(1, Peer.messages(receive(b, framed(payloads.reversed()))).size());
  }

  /// H12, H13, H21.
  @Test
  void badPublicValuesNoncesAndIdentitiesLeaveNoState() throws Malformed {
    for (Octets bad :
        List.of(
            Octets.EMPTY,
            Octets.of(new byte[32]),
            Octets.of(new byte[31]),
            Octets.of(new byte[8192]))) {
      dropped(IkeDrop.BAD_KEY, with(PayloadType.KEY_EXCHANGE, bad));
    }
    for (int length : new int[] {0, 7, 257, 8_000}) {
      dropped(IkeDrop.BAD_KEY, with(PayloadType.NONCE, Octets.of(new byte[length])));
    }
    for (String id : List.of("", "01", "0100000001", "02000000")) {
      dropped(IkeDrop.MALFORMED, with(PayloadType.IDENTITY, Octets.ofHex(id)));
    }
    dropped(IkeDrop.MALFORMED, with(PayloadType.IDENTITY, Octets.of(new byte[60_000])));
  }

  /// H11, H33: the wrong exchange, and phase 2 before the proof.
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 6, 32, 34})
  void noOtherExchangeIsTakenBeforeTheProof(int exchange) throws Malformed {
    Session b = sessions.responder(config());
    Octets first = first(config());
    Octets answer = Peer.messages(receive(b, first)).getFirst();
    Header header = Header.parse(answer);
    for (int id : new int[] {0, 7}) {
      Writer writer = new Writer();
      new Header(
              header.initiatorSpi(), header.responderSpi(), PayloadType.HASH, 0x10, exchange, 1, id)
          .write(writer, 32);
      Peer.assertDropped(IkeDrop.UNEXPECTED, receive(b, writer.zeros(32).toOctets()));
    }
    assertEquals(Session.Status.CONNECTING, b.status());
  }

  @Test
  void theResponderSaysNothingOnItsOwnAndRepeatsOnlyWhatIsRepeated() {
    Session b = sessions.responder(config());
    Octets first = first(config());
    List<Action> actions = receive(b, first);
    Octets answer = Peer.messages(actions).getFirst();
    assertEquals(List.of(answer), Peer.messages(receive(b, first)));
    for (Action.Arm arm : Peer.all(actions, Action.Arm.class)) {
      assertEquals(Timer.Kind.HALF_OPEN, arm.timer().kind());
      assertEquals(List.of(), Peer.messages(b.handle(arm.at(), new Event.Expired(arm.timer()))));
    }
    assertEquals(Session.Status.CLOSED, b.status());
  }

  /// H4, H11: without the key nobody is established, whatever happens to the messages.
  @Test
  void mutatedMessagesNeverThrowAndNeverEstablishWithoutTheKey() {
    SessionConfig other = config(keyed("another secret"));
    for (int seed = 0; seed < 500; seed++) {
      Wire hostile = new Wire();
      hostile.mutate = new Random(seed);
      Session a = sessions.initiator(config());
      Session b = sessions.responder(other);
      hostile.run(a, b, new Event.Start());
      assertEquals(0, hostile.all(a, Action.Established.class).size(), "seed " + seed);
      assertEquals(0, hostile.all(b, Action.Established.class).size(), "seed " + seed);
    }
  }

  @Test
  void randomBodiesLeaveNoState() {
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] body = new byte[random.nextInt(300)];
      random.nextBytes(body);
      Writer writer = new Writer();
      new Header(new IkeSpi(5), IkeSpi.NONE, PayloadType.SA, 0x10, 4, 0, 0)
          .write(writer, body.length);
      Session b = sessions.responder(config());
      List<Action> actions = receive(b, writer.bytes(body).toOctets());
      assertEquals(List.of(), Peer.messages(actions), "seed " + seed);
      assertTrue(b.initiatorSpi().isNone(), "seed " + seed);
    }
  }

  /// H34. HASH_R and NAT-D cannot wait for a proof of the address (RFC 2409 section 5.4): that is a
  /// price of Aggressive Mode, bounded for the smallest message 1 there is.
  @Test
  void theAnswerToTheSmallestFirstMessageIsBounded() throws Malformed {
    SessionConfig config =
        config(
            Sessions.config(
                List.of(new IkeProposal(128, Hash.SHA2_512, Group.CURVE25519)), Sessions.DAY));
    List<Payload> smallest = new ArrayList<>();
    for (Payload payload : payloads(first(config))) {
      switch (payload.type()) {
        case PayloadType.NONCE ->
            smallest.add(new Payload(PayloadType.NONCE, payload.body().slice(0, 8)));
        case PayloadType.VENDOR_ID -> {
          if (payload.body().equals(Vendor.NAT_TRAVERSAL)) {
            smallest.add(payload);
          }
        }
        default -> smallest.add(payload);
      }
    }
    Octets first = framed(smallest);
    Octets answer = Peer.messages(receive(sessions.responder(config), first)).getFirst();
    assertTrue(
        answer.length() * 2 <= first.length() * 5, first.length() + " -> " + answer.length());
  }

  private static SessionConfig keyed(String key) {
    return new SessionConfig(
        "b",
        List.of(Sessions.PROPOSAL),
        Secret.copyOf(key.getBytes(StandardCharsets.US_ASCII)),
        Optional.empty(),
        Sessions.DAY,
        NatTraversal.ENABLE,
        IpAddress.ANY4,
        List.of());
  }

  private SessionConfig located(String location) {
    SessionConfig base = config();
    return config(
        new SessionConfig(
            "located",
            base.proposals(),
            base.psk(),
            Optional.empty(),
            Sessions.DAY,
            NatTraversal.ENABLE,
            IpAddress.parse(location),
            base.children()));
  }

  private Octets first(SessionConfig config) {
    return Peer.messages(sessions.initiator(config).handle(Wire.NOW, new Event.Start())).getFirst();
  }

  private List<Payload> with(int type, Octets body) throws Malformed {
    return payloads(first(config())).stream()
        .map(payload -> payload.type() == type ? new Payload(type, body) : payload)
        .toList();
  }

  private void dropped(IkeDrop reason, List<Payload> payloads) {
    Session b = sessions.responder(config());
    Peer.assertDropped(reason, receive(b, framed(payloads)));
    assertTrue(b.initiatorSpi().isNone());
    assertTrue(b.responderSpi().isNone());
    assertTrue(b.proposal().isEmpty());
    assertEquals(Session.Status.CONNECTING, b.status());
  }

  private static List<Payload> payloads(Octets message) throws Malformed {
    Header header = Header.parse(message);
    return Messages.readClear(header, message);
  }

  private static Octets framed(List<Payload> payloads) {
    Octets body = Payload.writeChain(payloads);
    Writer writer = new Writer();
    new Header(
            new IkeSpi(0x0102030405060708L),
            IkeSpi.NONE,
            payloads.getFirst().type(),
            0x10,
            Messages.EXCHANGE_AGGRESSIVE,
            0,
            0)
        .write(writer, body.length());
    return writer.octets(body).toOctets();
  }

  private static List<Action> receive(Session session, Octets message) {
    return session.handle(Wire.NOW, new Event.Received(message, Sessions.RESPONDER));
  }

  private static List<Action> answered(Session session, Octets message) {
    return session.handle(Wire.NOW, new Event.Received(message, Sessions.INITIATOR));
  }
}
