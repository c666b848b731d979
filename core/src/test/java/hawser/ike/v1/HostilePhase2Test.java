package hawser.ike.v1;

import static hawser.ike.v1.Peer.assertDropped;
import static hawser.ike.v1.Peer.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.ike.Action;
import hawser.ike.Encapsulation;
import hawser.ike.Event;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.Path;
import hawser.ike.Session;
import hawser.ike.Spi;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Hostile input H33 under an established ISAKMP SA: what somebody on the path replays or mangles,
/// and what a peer that knows the key says.
class HostilePhase2Test {
  private static final int QUICK = Messages.EXCHANGE_QUICK;
  private static final int INFORMATIONAL = Messages.EXCHANGE_INFORMATIONAL;
  private static final int COMMIT_BIT = 2;
  private static final int ID = 0x01020304;
  private static final Octets V4_ALL = Octets.ofHex("04000000 00000000 00000000");
  private static final Octets V6_ALL = Octets.ofHex("06000000" + "00".repeat(16) + "00".repeat(16));
  private static final Octets NAME = Octets.ofHex("02000000 6578616d706c65");

  private final Session session;
  private final Peer peer;

  HostilePhase2Test() throws Malformed {
    session = new Sessions().responder(Sessions.config(Sessions.DAY, Sessions.CHILD));
    peer = new Peer(Sessions.config(Sessions.DAY), session);
  }

  @ParameterizedTest
  @ValueSource(ints = {QUICK, INFORMATIONAL})
  void aWrongHashIsCountedAndChangesNothing(int exchange) {
    Octets hash = Octets.of(new byte[32]);
    for (Octets wrong : List.of(hash, hash.slice(0, 16), Octets.EMPTY)) {
      Octets message =
          peer.messages.seal(
              exchange,
              ID,
              peer.messages.firstIv(ID),
              List.of(new Payload(PayloadType.HASH, wrong), deleteSa()));
      assertDropped(IkeDrop.BAD_HASH, peer.send(message));
    }
    assertStillWorks();
  }

  @Test
  void aHashOverOtherPayloadsOrAnotherMessageIdIsWrong() {
    Octets good = peer.informational(ID, deleteSa());
    byte[] bytes = good.toArray();
    bytes[23] ^= 1; // the message ID: another IV too
    assertEquals(1, Peer.all(peer.send(Octets.of(bytes)), Action.Dropped.class).size());
    assertStillWorks();
  }

  @ParameterizedTest
  @ValueSource(ints = {QUICK, INFORMATIONAL})
  void aMessageWithoutHashInFrontOrNotInWholeBlocksIsMalformed(int exchange) {
    Octets iv = peer.messages.firstIv(ID);
    assertDropped(
        IkeDrop.MALFORMED, peer.send(peer.messages.seal(exchange, ID, iv, List.of(deleteSa()))));
    Octets whole = peer.phase2(exchange, ID, deleteSa());
    for (int cut : new int[] {1, 15, whole.length() - Header.LENGTH}) {
      Octets body = whole.slice(Header.LENGTH, whole.length() - cut);
      assertDropped(IkeDrop.MALFORMED, peer.send(framed(exchange, 1, ID, body)));
    }
    assertStillWorks();
  }

  @Test
  void clearOrUnknownExchangesAreDroppedByTheirCounters() {
    Octets body = Payload.writeChain(List.of(deleteSa()));
    assertDropped(IkeDrop.NOT_ENCRYPTED, peer.send(framed(INFORMATIONAL, 0, ID, body)));
    assertDropped(IkeDrop.NOT_ENCRYPTED, peer.send(framed(QUICK, 0, ID, body)));
    assertDropped(IkeDrop.UNEXPECTED, peer.send(framed(QUICK, 1, 0, body)));
    for (int exchange : new int[] {0, 1, 2, 3, 4, 33, 34, 37, 255}) {
      assertDropped(IkeDrop.UNEXPECTED, peer.send(framed(exchange, 1, ID, body)));
    }
    assertDropped(IkeDrop.MALFORMED, peer.send(framed(Messages.EXCHANGE_TRANSACTION, 1, ID, body)));
    assertStillWorks();
  }

  /// Messages 1 to 6 once more: only the last request of ours that was answered is answered again.
  @Test
  void replayedMainModeChangesNothing() {
    for (int i = 0; i < 6; i++) {
      List<Action> actions = peer.send(peer.sent.get(i));
      if (i == 4) {
        assertEquals(List.of(peer.sent.get(5)), Peer.messages(actions)); // bit-identical
        assertEquals(1, actions.size());
      } else {
        assertDropped(IkeDrop.UNEXPECTED, actions);
      }
    }
    assertStillWorks();
  }

  /// a: HDR*, HASH(1) --> b; b: HDR*, HASH(2) --> a; a: HDR*, HASH(3) --> b; then all three to
  /// both.
  @Test
  void replayedQuickModeMakesNoSecondChild() {
    Sessions sessions = new Sessions();
    Wire wire = new Wire();
    Session a = sessions.initiator(Sessions.config(Sessions.DAY));
    Session b = sessions.responder(Sessions.config(Sessions.DAY, Sessions.CHILD));
    wire.run(a, b, new Event.Start());
    int before = wire.all(a, Action.Send.class).size();
    wire.run(a, b, new Event.StartChild(Sessions.CHILD));
    List<Action.Send> ours = wire.all(a, Action.Send.class);
    Octets first = ours.get(before).message();
    Octets second = wire.all(b, Action.Send.class).getLast().message();
    Octets third = ours.get(before + 1).message();
    assertDropped(IkeDrop.REPLAY, receive(b, first));
    assertDropped(IkeDrop.REPLAY, receive(b, third));
    assertDropped(IkeDrop.REPLAY, receive(b, second));
    assertEquals(List.of(third), Peer.messages(receive(a, second))); // b may have lost it
    assertDropped(IkeDrop.REPLAY, receive(a, first)); // reflected
    assertDropped(IkeDrop.REPLAY, receive(a, third));
  }

  @Test
  void aReplayedInformationalIsNeitherAnsweredNorBelievedAboutThePath() {
    Octets message = peer.informational(ID, probe(peer.sa.cookies()));
    assertEquals(1, Peer.messages(peer.send(message)).size());
    Path elsewhere =
        new Path(Sessions.RESPONDER.local(), new Endpoint(IpAddress.parse("203.0.113.9"), 4500));
    assertDropped(IkeDrop.REPLAY, session.handle(Wire.NOW, new Event.Received(message, elsewhere)));
    assertEquals(Sessions.RESPONDER, session.path());
  }

  /// CVE-2009-0790: a probe for an SA that is not this one.
  @Test
  void aProbeWithOtherCookiesIsNotAnswered() {
    Octets zero = Octets.of(new byte[16]);
    assertRefused(IkeDrop.BAD_SPI, peer.send(peer.informational(ID, probe(zero))));
    assertRefused(IkeDrop.BAD_SPI, peer.send(peer.informational(ID + 1, probe(Octets.EMPTY))));
    Payload acknowledged =
        new Notify(1, Notify.R_U_THERE_ACK, zero, Octets.of(new byte[4])).toPayload();
    assertRefused(IkeDrop.BAD_SPI, peer.send(peer.informational(ID + 2, acknowledged)));
    assertStillWorks();
  }

  /// CVE-2023-38712.
  @Test
  void nothingBehindADeleteOfThisSaCounts() {
    Payload probe = probe(peer.sa.cookies());
    List<Action> actions = peer.send(peer.informational(ID, deleteSa(), probe, deleteSa()));
    assertEquals(List.of(), Peer.messages(actions));
    assertEquals(1, Peer.all(actions, Action.Closed.class).size());
    assertEquals(Session.Status.CLOSED, session.status());
    assertEquals(List.of(), peer.send(peer.informational(ID + 1, probe)));
  }

  @Test
  void aDuplicateDeleteRemovesOnce() {
    Octets spi = Octets.ofHex("00001234");
    Payload twice = new Delete(SaBody.PROTOCOL_ESP, List.of(spi, spi)).toPayload();
    Octets message = peer.informational(ID, twice);
    assertEquals(
        List.of(new Action.RemoveChild(new Spi(0x1234))),
        Peer.all(peer.send(message), Action.RemoveChild.class));
    assertDropped(IkeDrop.REPLAY, peer.send(message));
    assertStillWorks();
  }

  @ParameterizedTest
  @CsvSource({
    "00000002 03 04 0001 00001234", // DOI
    "ffffffff 03 04 0001 00001234",
    "00000001 03 00 0001 ''", // SPI size 0
    "00000001 03 04 ffff 00001234", // count beyond the end
    "00000001 03 04 0000 00001234",
    "00000001 03 11 0001 00001234",
  })
  void anOddDeleteIsMalformed(String body) {
    Octets octets = Octets.ofHex(body.replaceAll("[ ']", ""));
    assertRefused(
        IkeDrop.MALFORMED,
        peer.send(peer.informational(ID, new Payload(PayloadType.DELETE, octets))));
    assertStillWorks();
  }

  @ParameterizedTest
  @ValueSource(strings = {"000000020110 8d28", "8000000101008d28", "0000000101118d28", "0000"})
  void anOddNotifyIsMalformed(String body) {
    Octets octets = Octets.ofHex(body);
    assertRefused(
        IkeDrop.MALFORMED,
        peer.send(peer.informational(ID, new Payload(PayloadType.NOTIFY, octets))));
    assertStillWorks();
  }

  /// CVE-2023-38711, CVE-2023-23009: IDs of quick mode that are no pair of address ranges.
  @Test
  void identitiesOfTwoKindsMakeNoChild() {
    int id = ID;
    for (List<Octets> ids :
        List.of(
            List.of(V4_ALL, V6_ALL),
            List.of(V6_ALL, V4_ALL),
            List.of(NAME, V4_ALL),
            List.of(V4_ALL, NAME),
            List.of(V4_ALL),
            List.of(V4_ALL, V4_ALL, V4_ALL),
            List.of(V4_ALL, V4_ALL.slice(0, 8)),
            List.of(Octets.ofHex("07000000 0a000002 0a000001"), V4_ALL), // first behind last
            List.of(Octets.ofHex("04000000 0a000000 ff00ff00"), V4_ALL))) { // mask with holes
      assertRefused(IkeDrop.MALFORMED, peer.send(quick(id++, nonce(32), ids)));
    }
    assertStillWorks();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 257, 4096})
  void aNonceOfAnotherLengthIsRefused(int length) {
    assertRefused(IkeDrop.BAD_KEY, peer.send(quick(ID, nonce(length), List.of(V4_ALL, V4_ALL))));
    assertStillWorks();
  }

  @Test
  void aZeroLengthAttributeIsMalformed() {
    Octets proposal =
        Octets.ofHex("00000001 00000001 00000018 01 03 04 01 00001234 0000000c 010c0000 00010000");
    assertRefused(
        IkeDrop.MALFORMED,
        peer.send(
            peer.phase2(
                QUICK,
                ID,
                new Payload(PayloadType.SA, proposal),
                new Payload(PayloadType.NONCE, nonce(32)))));
    assertStillWorks();
  }

  /// The commit bit (RFC 2408 section 3.1) stands outside every HASH: it is ignored.
  @Test
  void theCommitBitChangesNothing() {
    byte[] message = quick(ID, nonce(32), List.of(V4_ALL, V4_ALL)).toArray();
    message[19] |= COMMIT_BIT;
    List<Action> actions = peer.send(Octets.of(message));
    assertEquals(1, Peer.all(actions, Action.InstallChild.class).size());
    assertEquals(1, Peer.messages(actions).size());
  }

  @Test
  void quickModesUnderWayAreBounded() {
    for (int i = 0; i < 64; i++) {
      List<Action> actions = peer.send(quick(ID + i, nonce(32), List.of(V4_ALL, V4_ALL)));
      assertEquals(1, Peer.all(actions, Action.InstallChild.class).size());
    }
    assertDropped(IkeDrop.LIMIT, peer.send(quick(ID + 64, nonce(32), List.of(V4_ALL, V4_ALL))));
  }

  private void assertStillWorks() {
    assertEquals(Session.Status.ESTABLISHED, session.status());
    List<Action> actions = peer.send(peer.informational(0x7fff0000, probe(peer.sa.cookies())));
    assertEquals(1, Peer.messages(actions).size());
  }

  private Octets quick(int id, Octets nonce, List<Octets> ids) {
    List<Payload> payloads = new java.util.ArrayList<>();
    SaBody offer =
        Phase2Offer.offer(Sessions.CHILD, new Spi(0x4321), Optional.empty(), Encapsulation.NONE);
    payloads.add(new Payload(PayloadType.SA, offer.write()));
    payloads.add(new Payload(PayloadType.NONCE, nonce));
    ids.forEach(body -> payloads.add(new Payload(PayloadType.IDENTITY, body)));
    return peer.phase2(QUICK, id, payloads.toArray(Payload[]::new));
  }

  private Octets framed(int exchange, int flags, int id, Octets body) {
    Writer writer = new Writer();
    new Header(
            peer.sa.initiatorSpi, peer.sa.responderSpi, PayloadType.HASH, 0x10, exchange, flags, id)
        .write(writer, body.length());
    return writer.octets(body).toOctets();
  }

  private static List<Action> receive(Session session, Octets message) {
    return session.handle(Wire.NOW, new Event.Received(message, session.path()));
  }

  private Payload deleteSa() {
    return new Delete(SaBody.PROTOCOL_ISAKMP, List.of(peer.sa.cookies())).toPayload();
  }

  private static Payload probe(Octets cookies) {
    return new Notify(SaBody.PROTOCOL_ISAKMP, Notify.R_U_THERE, cookies, Octets.ofHex("00000001"))
        .toPayload();
  }

  private static Octets nonce(int length) {
    return Octets.of(new byte[length]);
  }
}
