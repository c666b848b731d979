package hawser.ike.v1;

import static hawser.ike.v1.Peer.assertDropped;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.ike.Action;
import hawser.ike.Event;
import hawser.ike.HawserVendor;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.Role;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Hostile inputs H33 and H34 during main mode: spoofed sources, forged halves, failed exchanges.
class HostilePhase1Test {
  private final Sessions sessions = new Sessions();
  private final Session responder = sessions.responder(Sessions.config(Sessions.DAY));

  /// VU#419128: message 2 and a refusal go to whoever the source address names.
  @Test
  void noAnswerToAFirstMessageIsLongerThanIt() throws Malformed {
    for (Octets first : firstMessages()) {
      for (List<IkeProposal> proposals :
          List.of(
              List.of(Sessions.PROPOSAL),
              List.of(new IkeProposal(256, Hash.SHA2_512, Group.ECP_521)))) {
        Session session = sessions.responder(config(proposals));
        for (Octets answer : Peer.messages(receive(session, first))) {
          assertTrue(answer.length() <= first.length(), first + " -> " + answer);
        }
      }
    }
  }

  /// Message 3 proves the address, since it has our cookie: even so message 4 is no longer, with a
  /// nonce like ours.
  @ParameterizedTest
  @EnumSource(
      value = Group.class,
      names = {"MODP_3072", "MODP_4096", "MODP_6144", "MODP_8192"},
      mode = EnumSource.Mode.EXCLUDE)
  void theWholeOfMainModeDoesNotAmplify(Group group) throws Malformed {
    List<IkeProposal> proposals = List.of(new IkeProposal(256, Hash.SHA2_256, group));
    Peer peer = new Peer(config(proposals), sessions.responder(config(proposals)));
    assertEquals(6, peer.sent.size());
    for (int i = 0; i < 4; i += 2) {
      assertTrue(peer.sent.get(i + 1).length() <= peer.sent.get(i).length(), "message " + (i + 2));
    }
  }

  @Test
  void aResponderNeverRepeatsByItselfInMainMode() throws Malformed {
    List<Octets> first = List.of(Peer.messages(start(Sessions.config(Sessions.DAY))).getFirst());
    List<Action> actions = receive(responder, first.getFirst());
    List<Action.Arm> timers = Peer.all(actions, Action.Arm.class);
    assertEquals(1, timers.size());
    List<Action> expired =
        responder.handle(
            Wire.NOW.plus(Duration.ofMinutes(1)), new Event.Expired(timers.getFirst().timer()));
    assertEquals(List.of(), Peer.messages(expired));
    assertEquals(Session.Status.CLOSED, responder.status());
    assertEquals(Timer.Kind.HALF_OPEN, timers.getFirst().timer().kind());
  }

  /// CVE-2023-30570: the cookie of an exchange that failed leads nowhere.
  @Test
  void theResponderCookieOfARefusedExchangeIsDead() throws Malformed {
    IkeProposal other = new IkeProposal(256, Hash.SHA2_512, Group.ECP_521);
    List<Action> refused =
        receive(responder, Peer.messages(start(config(List.of(other)))).getFirst());
    Octets notify = Peer.messages(refused).getFirst();
    assertEquals(Session.Status.CLOSED, responder.status());
    IkeSpi cookie = Header.parse(notify).responderSpi();
    for (int exchange : new int[] {2, 4, 5, 32}) {
      for (int flags : new int[] {0, 1}) {
        Writer writer = new Writer();
        new Header(responder.initiatorSpi(), cookie, PayloadType.HASH, 0x10, exchange, flags, 7)
            .write(writer, 32);
        assertEquals(List.of(), receive(responder, writer.zeros(32).toOctets()));
      }
    }
  }

  /// A forged half must not spoil the exchange for the true peer.
  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void aForgedMessage3Or5LeavesTheStateForTheTrueOne(int forged) throws Malformed {
    Session initiator = sessions.initiator(Sessions.config(Sessions.DAY));
    List<Octets> toResponder = Peer.messages(initiator.handle(Wire.NOW, new Event.Start()));
    for (int message = 0; message < 6; message += 2) {
      Octets own = toResponder.getFirst();
      if (message == forged) {
        byte[] bytes = own.toArray();
        java.util.Arrays.fill(bytes, Header.LENGTH, bytes.length, (byte) 0x5a);
        List<Action> actions = receive(responder, Octets.of(bytes));
        assertEquals(List.of(), Peer.messages(actions));
        assertEquals(
            List.of(IkeDrop.MALFORMED),
            Peer.all(actions, Action.Dropped.class).stream().map(Action.Dropped::reason).toList());
      }
      Octets answer = Peer.messages(receive(responder, own)).getFirst();
      toResponder =
          Peer.messages(initiator.handle(Wire.NOW, new Event.Received(answer, Sessions.INITIATOR)));
    }
    assertEquals(Session.Status.ESTABLISHED, initiator.status());
    assertEquals(Session.Status.ESTABLISHED, responder.status());
  }

  @Test
  void badPublicValuesAndNoncesAreCounted() throws Malformed {
    Peer twin =
        new Peer(Sessions.config(Sessions.DAY), sessions.responder(Sessions.config(Sessions.DAY)));
    Octets key = Octets.of(twin.sent.get(2).slice(Header.LENGTH + 4, Header.LENGTH + 36).toArray());
    Octets nonce = Octets.of(new byte[32]);
    receive(responder, twin.sent.getFirst());
    for (List<Octets> bad :
        List.of(
            List.of(Octets.of(new byte[32]), nonce), // an all-zero secret (RFC 8031 section 2)
            List.of(key.slice(0, 31), nonce),
            List.of(Octets.concat(key, key), nonce),
            List.of(Octets.EMPTY, nonce),
            List.of(key, Octets.of(new byte[7])),
            List.of(key, Octets.of(new byte[257])))) {
      assertDropped(IkeDrop.BAD_KEY, receive(responder, keys(bad.getFirst(), bad.getLast())));
    }
    assertEquals(1, Peer.messages(receive(responder, keys(key, nonce))).size());
  }

  @Test
  void theCommitBitInAFirstMessageIsIgnored() {
    byte[] first = Peer.messages(start(Sessions.config(Sessions.DAY))).getFirst().toArray();
    first[19] |= 2;
    assertEquals(1, Peer.messages(receive(responder, Octets.of(first))).size());
    assertEquals(Session.Status.CONNECTING, responder.status());
  }

  /// With every part that a spoofed source may leave out left out.
  private List<Octets> firstMessages() throws Malformed {
    List<Octets> messages = new ArrayList<>();
    SaBody offer =
        Phase1Offer.offer(
            List.of(Sessions.PROPOSAL),
            new Isakmp(
                Sessions.config(Sessions.DAY),
                Role.INITIATOR,
                Sessions.INITIATOR,
                new Random(1)::nextBytes));
    SaBody bare =
        new SaBody(
            List.of(
                new SaBody.Proposal(
                    1,
                    SaBody.PROTOCOL_ISAKMP,
                    Octets.EMPTY,
                    List.of(
                        new SaBody.Transform(
                            1, 1, Attributes.of(1, 7, 14, 128, 2, 4, 4, 31, 3, 1))))));
    SaBody none =
        new SaBody(
            List.of(new SaBody.Proposal(1, SaBody.PROTOCOL_ISAKMP, Octets.EMPTY, List.of())));
    List<Octets> ids =
        List.of(
            Vendor.NAT_TRAVERSAL,
            Vendor.DEAD_PEER_DETECTION,
            HawserVendor.ID,
            Octets.concat(HawserVendor.ID, Octets.ofHex("00000003")));
    for (SaBody body : List.of(offer, bare, none)) {
      for (int set = 0; set < 1 << ids.size(); set++) {
        List<Payload> payloads = new ArrayList<>();
        payloads.add(new Payload(PayloadType.SA, body.write()));
        for (int i = 0; i < ids.size(); i++) {
          if ((set >> i & 1) != 0) {
            payloads.add(new Payload(PayloadType.VENDOR_ID, ids.get(i)));
          }
        }
        messages.add(framed(IkeSpi.NONE, payloads));
      }
    }
    return messages;
  }

  private Octets keys(Octets key, Octets nonce) {
    return framed(
        responder.responderSpi(),
        List.of(new Payload(PayloadType.KEY_EXCHANGE, key), new Payload(PayloadType.NONCE, nonce)));
  }

  private Octets framed(IkeSpi responderSpi, List<Payload> payloads) {
    Octets body = Payload.writeChain(payloads);
    IkeSpi initiatorSpi =
        responderSpi.isNone() ? new IkeSpi(0x0102030405060708L) : responder.initiatorSpi();
    Writer writer = new Writer();
    new Header(initiatorSpi, responderSpi, payloads.getFirst().type(), 0x10, 2, 0, 0)
        .write(writer, body.length());
    return writer.octets(body).toOctets();
  }

  private List<Action> start(SessionConfig config) {
    return sessions.initiator(config).handle(Wire.NOW, new Event.Start());
  }

  private static SessionConfig config(List<IkeProposal> proposals) {
    return Sessions.config(proposals, Sessions.DAY);
  }

  private static List<Action> receive(Session session, Octets message) {
    return session.handle(Wire.NOW, new Event.Received(message, Sessions.RESPONDER));
  }
}
