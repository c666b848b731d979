package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Secret;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.EsnPolicy;
import hawser.ike.Event;
import hawser.ike.IkeDrop;
import hawser.ike.ModeConfig;
import hawser.ike.ModeConfig.Assignment;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.V1Options;
import hawser.ike.V1Options.Xauth;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import hawser.net.TrafficSelector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// XAuth and mode-cfg: `a` is the user who dials in, `b` the server. H11, H32 and H33 as far as
/// they concern Transaction exchanges.
class TransactionTest {
  private static final Assignment GIVEN =
      new Assignment(
          IpAddress.parse("10.9.0.5"),
          List.of(IpAddress.parse("10.1.1.53")),
          List.of(Prefix.of(IpAddress.parse("10.1.0.0"), 16)));
  private static final ChildConfig OWN_ADDRESS =
      new ChildConfig(
          "lan",
          Sessions.CHILD.suites(),
          List.of(),
          TrafficSelector.of(Prefix.host(GIVEN.address())),
          TrafficSelector.ALL4,
          Sessions.HALF_DAY,
          EsnPolicy.DISABLE);

  private final Sessions sessions = new Sessions();
  private final Wire wire = new Wire();

  private static SessionConfig config(V1Options.Mode mode, Xauth xauth) {
    return Sessions.config(Sessions.DAY, Sessions.CHILD).with(new V1Options(mode, xauth, 0));
  }

  private static Xauth server() {
    return new Xauth.Server((user, password) ->
        user.equals("alice")
            && password.equals(Secret.adopt("wonderland".getBytes(StandardCharsets.US_ASCII))));
  }

  private static Xauth client(String password) {
    return new Xauth.Client("alice", Secret.adopt(password.getBytes(StandardCharsets.US_ASCII)));
  }

  @ParameterizedTest
  @EnumSource(V1Options.Mode.class)
  void aUserWithTheRightPasswordIsEstablishedAndNamed(V1Options.Mode mode) {
    Session a = sessions.initiator(config(mode, client("wonderland")));
    Session b = sessions.responder(config(mode, server()));
    wire.run(a, b, new Event.Start());
    assertEquals(Session.Status.ESTABLISHED, a.status());
    assertEquals(Session.Status.ESTABLISHED, b.status());
    assertEquals("alice", wire.only(b, Action.UserKnown.class).user());
    wire.run(a, b, new Event.StartChild(Sessions.CHILD));
    assertEquals(1, wire.all(b, Action.UseChild.class).size());
  }

  @Test
  void aWrongPasswordEndsBothSessionsWithoutEverBeingEstablished() {
    Session a = sessions.initiator(config(V1Options.Mode.MAIN, client("looking-glass")));
    Session b = sessions.responder(config(V1Options.Mode.MAIN, server()));
    wire.run(a, b, new Event.Start());
    assertEquals(Session.Status.CLOSED, a.status());
    assertEquals(Session.Status.CLOSED, b.status());
    assertEquals(0, wire.all(b, Action.Established.class).size());
    assertEquals(0, wire.all(a, Action.Established.class).size());
    assertTrue(
        wire.all(b, Action.Report.class).stream().noneMatch(r -> r.message().contains("glass")));
  }

  /// H11: knowing the key is not enough for a child while the user is not proved.
  @Test
  void quickModeBeforeTheUserIsProvedIsRefused() throws Malformed {
    Session b = sessions.responder(config(V1Options.Mode.MAIN, server()));
    Peer peer = new Peer(config(V1Options.Mode.MAIN, client("wonderland")), b);
    List<Action> actions =
        peer.send(
            peer.phase2(
                Messages.EXCHANGE_QUICK,
                77,
                new Payload(PayloadType.NONCE, Octets.of(new byte[16]))));
    Peer.assertDropped(IkeDrop.UNEXPECTED, actions);
    assertEquals(Session.Status.CONNECTING, b.status());
  }

  /// Neither a reply without a question nor an acknowledgement proves a user.
  @Test
  void acknowledgingByOneselfProvesNothing() throws Malformed {
    Session b = sessions.responder(config(V1Options.Mode.MAIN, server()));
    Peer peer = new Peer(config(V1Options.Mode.MAIN, client("wonderland")), b);
    for (int kind :
        new int[] {ConfigBody.ACK, ConfigBody.SET, ConfigBody.REQUEST, ConfigBody.REPLY}) {
      ConfigBody status =
          new ConfigBody(kind, 0, List.of(new ConfigBody.Attribute(16527, Octets.ofHex("0001"))));
      Octets message = peer.phase2(Messages.EXCHANGE_TRANSACTION, 100 + kind, status.toPayload());
      assertEquals(0, Peer.all(peer.send(message), Action.Established.class).size());
      assertTrue(b.status() != Session.Status.ESTABLISHED);
    }
  }

  @Test
  void aTransactionWithAWrongHashOrAUsedMessageIdIsDropped() throws Malformed {
    Session b = sessions.responder(Sessions.config(Sessions.DAY, Sessions.CHILD));
    Peer peer = new Peer(Sessions.config(Sessions.DAY, Sessions.CHILD), b);
    Payload asked = new ConfigBody(ConfigBody.REQUEST, 1, List.of()).toPayload();
    Octets message = peer.phase2(Messages.EXCHANGE_TRANSACTION, 9, asked);
    byte[] bytes = message.toArray();
    bytes[bytes.length - 1] ^= 1;
    List<Action> refused = peer.send(Octets.of(bytes));
    assertEquals(List.of(), Peer.messages(refused));
    assertEquals(1, Peer.all(refused, Action.Dropped.class).size());
    Octets answer = Peer.messages(peer.send(message)).getFirst();
    assertEquals(List.of(answer), Peer.messages(peer.send(message))); // the same answer again
    Octets other = peer.phase2(Messages.EXCHANGE_INFORMATIONAL, 9, asked);
    Peer.assertDropped(IkeDrop.REPLAY, peer.send(other));
  }

  @Test
  void anAddressIsGivenAndOnlyThatAddressMayStandBehindThePeer() {
    SessionConfig server =
        config(V1Options.Mode.MAIN, server())
            .with(new ModeConfig.Server((peer, user) -> Optional.of(GIVEN)));
    Session a =
        sessions.initiator(
            config(V1Options.Mode.MAIN, client("wonderland")).with(new ModeConfig.Client()));
    Session b = sessions.responder(server);
    wire.run(a, b, new Event.Start());
    assertEquals(GIVEN, wire.only(a, Action.Configured.class).assignment());
    assertEquals(Session.Status.ESTABLISHED, a.status());
    wire.run(a, b, new Event.StartChild(Sessions.CHILD)); // everything
    assertEquals(0, wire.all(b, Action.InstallChild.class).size());
    wire.run(a, b, new Event.StartChild(OWN_ADDRESS));
    assertEquals(1, wire.all(b, Action.UseChild.class).size());
  }

  @Test
  void withoutAFreeAddressTheClientEnds() {
    Session a =
        sessions.initiator(
            Sessions.config(Sessions.DAY, Sessions.CHILD).with(new ModeConfig.Client()));
    Session b =
        sessions.responder(
            Sessions.config(Sessions.DAY, Sessions.CHILD)
                .with(new ModeConfig.Server((peer, user) -> Optional.empty())));
    wire.run(a, b, new Event.Start());
    assertEquals(Session.Status.CLOSED, a.status());
    assertFalse(wire.all(b, Action.Report.class).isEmpty());
  }

  /// H11: whatever happens to the messages, the wrong password proves nobody.
  @ParameterizedTest
  @EnumSource(V1Options.Mode.class)
  void mutatedMessagesNeverThrowAndNeverProveAUser(V1Options.Mode mode) {
    for (int seed = 0; seed < 500; seed++) {
      Wire hostile = new Wire();
      hostile.mutate = new Random(seed);
      Session a =
          sessions.initiator(config(mode, client("looking-glass")).with(new ModeConfig.Client()));
      Session b =
          sessions.responder(
              config(mode, server())
                  .with(new ModeConfig.Server((peer, user) -> Optional.of(GIVEN))));
      hostile.run(a, b, new Event.Start());
      assertEquals(0, hostile.all(b, Action.Established.class).size(), "seed " + seed);
      assertEquals(0, hostile.all(b, Action.UserKnown.class).size(), "seed " + seed);
    }
  }

  /// Quirk(strongSwan 5.9.8): a status in the long form is read as a failure.
  @Test
  void aStatusHasTheShortForm() throws Malformed {
    ConfigBody.Attribute status = new ConfigBody.Attribute(16527, Octets.ofHex("0001"));
    Payload payload = new ConfigBody(ConfigBody.SET, 7, List.of(status)).toPayload();
    assertEquals(Octets.ofHex("03000007c08f0001"), payload.body());
    assertEquals(List.of(status), ConfigBody.read(payload.body()).attributes());
  }

  /// H32: attributes of every length, unknown ones, too many.
  @Test
  void attributesAreBounded() throws Malformed {
    Octets unknown = Octets.ofHex("01000007" + "7fff0003aabbcc" + "80050000" + "00010000");
    ConfigBody body = ConfigBody.read(unknown);
    assertEquals(3, body.attributes().size());
    assertEquals(7, body.identifier());
    assertEquals(Octets.EMPTY, body.get(1).orElseThrow());
    for (String bad :
        List.of(
            "",
            "0100",
            "010000070001",
            "0100000700010004aabbcc",
            "01000007" + "00011001" + "00".repeat(4097),
            "01000007" + "00010000".repeat(65))) {
      org.junit.jupiter.api.Assertions.assertThrows(
          Malformed.class, () -> ConfigBody.read(Octets.ofHex(bad)), bad);
    }
    Payload again = body.toPayload();
    assertEquals(body, ConfigBody.read(Reader.of(again.body()).rest()));
  }
}
