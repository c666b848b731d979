package hawser.ike.v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.ike.Action;
import hawser.ike.Event;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeSpi;
import hawser.ike.Path;
import hawser.ike.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a stranger may send, and a peer who means ill: reference hostile-inputs.md, section 3.
class HostileTest {
  private static final Path AT_B = Configs.INITIATOR.reversed();

  private final Host b = new Host(Configs.basic().config(), 2);

  /// A first message of a true peer.
  private static Octets first() {
    Host a = new Host(Configs.basic().config(), 1);
    Session _ = a.dial(Configs.INITIATOR);
    return a.outbox.getFirst().message();
  }

  private static Octets framed(IkeSpi responder, int exchange, int flags, int id, Payload... all) {
    Octets body = Payloads.write(List.of(all));
    Writer writer = new Writer();
    new Header(
            new IkeSpi(0x0102030405060708L),
            responder,
            Payloads.first(List.of(all)),
            Messages.VERSION,
            exchange,
            flags,
            id)
        .write(writer, body.length());
    return writer.octets(body).toOctets();
  }

  private static List<Payload> firstPayloads() throws Malformed {
    Octets message = first();
    return Envelope.requireClear(Header.parse(message), message).payloads();
  }

  private void assertNoState() {
    assertEquals(List.of(), b.sessions);
    assertEquals(List.of(), b.outbox);
  }

  /// H3, H4: lengths that lie.
  @Test
  void truncationsAndWrongLengthsAreDropped() {
    Octets message = first();
    for (int length = 0; length < message.length(); length++) {
      b.receive(message.slice(0, length), AT_B);
      byte[] shorter = message.slice(0, length).toArray();
      if (length >= Header.LENGTH) {
        shorter[24] = 0;
        shorter[25] = 0;
        shorter[26] = (byte) (length >>> 8);
        shorter[27] = (byte) length;
        b.receive(Octets.of(shorter), AT_B);
      }
    }
    assertNoState();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 0xffff})
  void payloadLengthsOutOfBoundsAreDropped(int length) {
    byte[] message = first().toArray();
    message[Header.LENGTH + 2] = (byte) (length >>> 8);
    message[Header.LENGTH + 3] = (byte) length;
    b.receive(Octets.of(message), AT_B);
    assertNoState();
    assertEquals(List.of(IkeDrop.MALFORMED), b.drops());
  }

  @Test
  void tenThousandPayloadsAreDroppedSoon() {
    Payload[] many = new Payload[10_000];
    java.util.Arrays.fill(many, new VendorId(Octets.EMPTY));
    b.receive(framed(IkeSpi.NONE, 34, Flags.INITIATOR, 0, many), AT_B);
    assertNoState();
    assertEquals(List.of(IkeDrop.MALFORMED), b.drops());
  }

  /// H7: unknown payloads, skipped or not; H10: those of IKEv1.
  @Test
  void unknownPayloadsAreSkippedUnlessTheyAreCriticalOrOfIkev1() throws Malformed {
    for (int type : new int[] {1, 5, 32, 49, 128, 255}) {
      for (int critical : new int[] {0, 0x80}) {
        Host host = new Host(Configs.basic().config(), 2);
        Octets message = first();
        Header h = Header.parse(message);
        Writer writer = new Writer();
        new Header(h.initiatorSpi(), IkeSpi.NONE, type, 0x20, 34, Flags.INITIATOR, 0)
            .write(writer, message.length() - Header.LENGTH + 8);
        writer.u8(h.nextPayload()).u8(critical).u16(8).u32(0);
        writer.octets(message.slice(Header.LENGTH, message.length()));
        host.receive(writer.toOctets(), AT_B);
        boolean skipped = type > 32 && critical == 0;
        assertEquals(skipped ? 1 : 0, host.sessions.size(), type + " " + critical);
      }
    }
  }

  /// H8: reserved bits of header and payloads; minor version.
  @Test
  void reservedBitsAndMinorVersionsAreIgnored() {
    byte[] message = first().toArray();
    message[17] = 0x2f;
    message[19] |= (byte) 0xd7 & ~0x20;
    message[Header.LENGTH + 1] |= 0x7f;
    b.receive(Octets.of(message), AT_B);
    assertEquals(1, b.sessions.size());
  }

  /// H9: each payload left out, doubled, in any order.
  @Test
  void requiredPayloadsAreRequiredOnceInAnyOrder() throws Malformed {
    List<Payload> payloads = firstPayloads();
    for (Payload payload : payloads) {
      boolean required =
          payload instanceof SecurityAssociation
              || payload instanceof KeyShare
              || payload instanceof Nonce;
      List<Payload> without = new ArrayList<>(payloads);
      without.remove(payload);
      List<Payload> twice = new ArrayList<>(payloads);
      twice.add(payload);
      for (List<Payload> list : List.of(without, twice)) {
        Host host = new Host(Configs.basic().config(), 2);
        host.receive(framed(IkeSpi.NONE, 34, 8, 0, list.toArray(Payload[]::new)), AT_B);
        if (required) {
          assertEquals(0, host.sessions.size(), payload.toString());
          assertEquals(List.of(IkeDrop.MALFORMED), host.drops());
        }
      }
    }
    Random random = new Random(5);
    for (int i = 0; i < 20; i++) {
      List<Payload> shuffled = new ArrayList<>(payloads);
      Collections.shuffle(shuffled, random);
      Host host = new Host(Configs.basic().config(), 2);
      host.receive(framed(IkeSpi.NONE, 34, 8, 0, shuffled.toArray(Payload[]::new)), AT_B);
      assertEquals(1, host.sessions.size());
    }
  }

  /// H12, H13: public values and nonces.
  @Test
  void badPublicValuesAndNoncesAreDropped() throws Malformed {
    List<Payload> payloads = firstPayloads();
    for (Payload bad :
        List.of(
            new KeyShare(31, Octets.of(new byte[32])),
            new KeyShare(31, Octets.of(new byte[31])),
            new KeyShare(31, Octets.of(new byte[65_000])),
            new KeyShare(31, Octets.EMPTY),
            new Unknown(PayloadType.NONCE, Octets.of(new byte[15])),
            new Unknown(PayloadType.NONCE, Octets.of(new byte[257])),
            new Unknown(PayloadType.NONCE, Octets.EMPTY))) {
      List<Payload> list = new ArrayList<>(payloads);
      list.replaceAll(payload -> payload.type() == bad.type() ? bad : payload);
      b.receive(framed(IkeSpi.NONE, 34, 8, 0, list.toArray(Payload[]::new)), AT_B);
      assertNoState();
    }
    assertEquals(7, b.drops().size());
  }

  /// H11: nothing but IKE_SA_INIT opens, and nothing but IKE_AUTH follows it.
  @Test
  void noExchangeIsTakenBeforeItsTime() throws Malformed {
    Host a = new Host(Configs.basic().config(), 1);
    Session session = a.dial(Configs.INITIATOR);
    b.receive(a.outbox.removeFirst().message(), AT_B);
    IkeSpi responder = b.sessions.getFirst().responderSpi();
    b.outbox.clear();
    for (int exchange = 0; exchange < 256; exchange++) {
      for (int flags : new int[] {0, 8, 0x20, 0x28}) {
        for (int id : new int[] {0, 1, 2, -1}) {
          Octets body = Payloads.write(List.of(Delete.ofIkeSa()));
          Writer writer = new Writer();
          new Header(session.initiatorSpi(), responder, 42, 0x20, exchange, flags, id)
              .write(writer, body.length());
          b.receive(writer.octets(body).toOctets(), AT_B);
        }
      }
    }
    assertEquals(List.of(), b.outbox);
    assertEquals(Session.Status.CONNECTING, b.sessions.getFirst().status());
    assertEquals(List.of(), b.all(Action.Established.class));
  }

  /// H18: forged IKE_AUTH messages cost the true one nothing.
  @Test
  void aThousandForgedProofsLeaveTheTrueOneItsPlace() {
    Pair pair = new Pair(Configs.basic(), Configs.basic());
    pair.a.dial(Configs.INITIATOR);
    pair.carry(pair.a, pair.b);
    pair.carry(pair.b, pair.a);
    Action.Send auth = pair.a.outbox.getFirst();
    for (int i = 0; i < 1_000; i++) {
      byte[] forged = auth.message().toArray();
      forged[forged.length - 1 - i % (forged.length - 32)] ^= 1;
      pair.b.receive(Octets.of(forged), auth.path().reversed());
    }
    assertEquals(List.of(), pair.b.outbox);
    assertEquals(1_000, pair.b.drops().stream().filter(d -> d == IkeDrop.BAD_ICV).count());
    pair.settle();
    assertTrue(pair.a.isUp() && pair.b.isUp());
  }

  /// H29: message IDs outside the window, answers to nothing.
  @Test
  void messagesOutsideTheWindowAreDroppedAndRepetitionsAnsweredAlike() {
    Pair pair = Pair.up();
    pair.a.handle(pair.a.session(), new Event.ProbeLiveness());
    Action.Send probe = pair.a.outbox.getFirst();
    pair.settle();
    int answers = pair.b.all(Action.Send.class).size();
    Octets answer = pair.b.all(Action.Send.class).getLast().message();
    pair.b.receive(probe.message(), probe.path().reversed());
    assertEquals(answers + 1, pair.b.all(Action.Send.class).size());
    assertEquals(answer, pair.b.all(Action.Send.class).getLast().message());
    pair.b.outbox.clear();
    for (int id : new int[] {0, 1, 4, 5, 1 << 31, -1}) {
      byte[] other = probe.message().toArray();
      java.nio.ByteBuffer.wrap(other).putInt(20, id);
      pair.b.receive(Octets.of(other), probe.path().reversed());
    }
    pair.a.receive(answer, Configs.INITIATOR);
    assertEquals(List.of(), pair.b.outbox);
    assertEquals(List.of(IkeDrop.REPLAY), pair.a.drops());
    assertEquals(1, pair.b.sessions.size());
  }

  /// H34: a spoofed source gets no more than it sends.
  @Test
  void noAnswerToAFirstMessageIsLongerThanIt() throws Malformed {
    List<Payload> payloads = firstPayloads();
    for (int set = 0; set < 1 << payloads.size(); set++) {
      List<Payload> some = new ArrayList<>();
      for (int i = 0; i < payloads.size(); i++) {
        if ((set >> i & 1) != 0) {
          some.add(payloads.get(i));
        }
      }
      for (Configs configs :
          List.of(
              Configs.basic(),
              Configs.basic()
                  .with(
                      new hawser.ike.IkeProposal(
                          256, hawser.crypto.Hash.SHA2_512, hawser.crypto.Group.ECP_521)))) {
        Host host = new Host(configs.config(), 2);
        Octets message = framed(IkeSpi.NONE, 34, 8, 0, some.toArray(Payload[]::new));
        host.receive(message, AT_B);
        for (Action.Send send : host.outbox) {
          assertTrue(send.message().length() <= message.length(), some.toString());
        }
      }
    }
  }

  /// H14: transforms that are not to be chosen.
  @Test
  void proposalsAreJudgedByTheirTransforms() throws Malformed {
    Transform encryption = new Transform(1, 12, 128);
    Transform prf = new Transform(2, 5);
    Transform integrity = new Transform(3, 12);
    Transform group = new Transform(4, 31);
    List<List<Transform>> bad =
        List.of(
            List.of(),
            List.of(encryption, prf, integrity),
            List.of(prf, integrity, group),
            List.of(new Transform(1, 12), prf, integrity, group),
            List.of(new Transform(1, 12, 7), prf, integrity, group),
            List.of(new Transform(1, 12, 65_535), prf, integrity, group),
            List.of(new Transform(1, 12, 128, false), prf, integrity, group),
            List.of(encryption, prf, integrity, group, new Transform(99, 1)),
            List.of(encryption, prf, integrity, group, new Transform(6, 36)),
            List.of(new Transform(1, 20, 128), prf, integrity, group),
            List.of(new Transform(1, 21, 128), prf, new Transform(3, 0), group));
    for (List<Transform> transforms : bad) {
      assertEquals(
          Optional.empty(),
          IkeOffer.choose(offer(transforms), List.of(Configs.PROPOSAL, GCM), NONE));
    }
    List<Transform> good = List.of(group, new Transform(6, 0), integrity, prf, encryption);
    assertEquals(
        Configs.PROPOSAL,
        IkeOffer.choose(offer(good), List.of(GCM, Configs.PROPOSAL), NONE)
            .orElseThrow()
            .proposal());
  }

  private static final IkeSpi NONE = IkeSpi.NONE;
  private static final hawser.ike.IkeProposal GCM =
      new hawser.ike.IkeProposal(
          hawser.crypto.EspSuite.aead(hawser.crypto.Encryption.AES_GCM_16, 128),
          hawser.crypto.Hash.SHA2_256,
          hawser.crypto.Group.CURVE25519);

  private static SecurityAssociation offer(List<Transform> transforms) throws Malformed {
    SecurityAssociation sa =
        new SecurityAssociation(
            List.of(new SecurityAssociation.Proposal(1, 1, Octets.EMPTY, transforms)));
    Writer writer = new Writer();
    sa.write(writer);
    Octets body = writer.toOctets();
    return transforms.stream().allMatch(Transform::isUnderstood)
        ? SecurityAssociation.read(body)
        : sa;
  }

  /// H15: cookies are checked without a memory of them.
  @Test
  void aCookieIsGoodForItsSenderAndForAWhile() throws Malformed {
    java.time.Instant now = b.now;
    Cookies cookies = new Cookies(new Random(1)::nextBytes, now);
    Octets bare = first();
    Header header = Header.parse(bare);
    Octets challenge = cookies.challenge(now, header, bare, AT_B).orElseThrow();
    assertTrue(challenge.length() <= bare.length());
    Contents answer = Envelope.requireClear(Header.parse(challenge), challenge);
    Octets cookie = answer.notify(Notify.COOKIE).orElseThrow().data();
    Octets with = withCookie(bare, cookie);
    Header again = Header.parse(with);
    assertEquals(Optional.empty(), cookies.challenge(now, again, with, AT_B));
    Duration minutes = Duration.ofMinutes(3);
    assertEquals(Optional.empty(), cookies.challenge(now.plus(minutes), again, with, AT_B));
    assertTrue(cookies.challenge(now.plus(minutes.multipliedBy(2)), again, with, AT_B).isPresent());
    Path elsewhere = Configs.INITIATOR; // another address
    assertTrue(cookies.challenge(now, again, with, elsewhere).isPresent());
    for (Octets wrong :
        List.of(
            Octets.EMPTY,
            cookie.slice(0, 16),
            Octets.concat(cookie, cookie),
            Octets.of(new byte[65]),
            Octets.of(new byte[17]))) {
      Octets mangled = withCookie(bare, wrong);
      assertTrue(cookies.challenge(now, Header.parse(mangled), mangled, AT_B).isPresent());
    }
  }

  private static Octets withCookie(Octets bare, Octets cookie) throws Malformed {
    Header header = Header.parse(bare);
    List<Payload> all = new ArrayList<>();
    all.add(new Notify(Notify.COOKIE, cookie));
    all.addAll(Envelope.requireClear(header, bare).payloads());
    Octets body = Payloads.write(all);
    Writer writer = new Writer();
    new Header(header.initiatorSpi(), IkeSpi.NONE, 41, 0x20, 34, Flags.INITIATOR, 0)
        .write(writer, body.length());
    return writer.octets(body).toOctets();
  }

  /// <-- N(COOKIE); N(COOKIE), SA, KE, Ni -->
  @Test
  void anInitiatorBringsTheCookieAndNotWithoutEnd() throws Malformed {
    Host a = new Host(Configs.basic().config(), 1);
    Session session = a.dial(Configs.INITIATOR);
    for (int round = 0; round < 10; round++) {
      Octets cookie = Octets.of((byte) round, (byte) 7);
      Octets body = Payloads.write(List.of(new Notify(Notify.COOKIE, cookie)));
      Writer writer = new Writer();
      new Header(session.initiatorSpi(), IkeSpi.NONE, 41, 0x20, 34, Flags.RESPONSE, 0)
          .write(writer, body.length());
      a.outbox.clear();
      a.receive(writer.octets(body).toOctets(), Configs.INITIATOR);
      if (round < 4) {
        Octets again = a.outbox.getFirst().message();
        Contents contents = Envelope.requireClear(Header.parse(again), again);
        assertEquals(new Notify(Notify.COOKIE, cookie), contents.payloads().getFirst());
      } else {
        assertEquals(List.of(), a.outbox);
      }
    }
  }

  /// Every bit of every message of an opening, flipped one at a time: no exception, and nobody is
  /// established with an altered message.
  @Test
  void mutatedMessagesNeverThrowAndNeverEstablish() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      Pair pair = new Pair(Configs.basic(), Configs.basic());
      pair.way =
          message ->
              message.map(octets -> {
                byte[] bytes = octets.toArray();
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                return Octets.of(bytes);
              });
      pair.dial();
      pair.pass(Duration.ofMinutes(1));
      assertEquals(List.of(), List.copyOf(pair.b.children.values()), "seed " + seed);
    }
  }
}
