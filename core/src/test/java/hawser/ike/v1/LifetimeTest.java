package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Encapsulation;
import hawser.ike.EsnPolicy;
import hawser.ike.Event;
import hawser.ike.Role;
import hawser.ike.Session;
import hawser.ike.Spi;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Both ends come to use the shorter lifetime (RFC 2407 section 4.5.4).
class LifetimeTest {
  private final Sessions sessions = new Sessions();
  private final Wire wire = new Wire();

  /// a: HDR*, IDii, HASH_I --> b; b: HDR*, IDir, HASH_R, N(RESPONDER-LIFETIME) --> a
  @ParameterizedTest
  @CsvSource({"86400, 3600, 3600", "3600, 86400, 3600", "3600, 3600, 3600", "200000, 70000, 70000"})
  void phase1(long initiator, long responder, long agreed) {
    Session a = sessions.initiator(Sessions.config(Duration.ofSeconds(initiator)));
    Session b = sessions.responder(Sessions.config(Duration.ofSeconds(responder)));
    wire.run(a, b, new Event.Start());
    assertEquals(Session.Status.ESTABLISHED, a.status());
    assertEquals(Duration.ofSeconds(agreed), a.lifetime());
    assertEquals(Duration.ofSeconds(agreed), b.lifetime());
  }

  /// b: HDR*, HASH(2), SA, Nr, IDci, IDcr, N(RESPONDER-LIFETIME) --> a
  @ParameterizedTest
  @CsvSource({"43200, 1800, 1800", "1800, 43200, 1800", "1800, 1800, 1800", "172800, 86400, 86400"})
  void phase2(long initiator, long responder, long agreed) {
    Session a = sessions.initiator(Sessions.config(Sessions.DAY));
    Session b = sessions.responder(Sessions.config(Sessions.DAY, child(responder)));
    wire.run(a, b, new Event.Start());
    wire.run(a, b, new Event.StartChild(child(initiator)));
    for (Session session : List.of(a, b)) {
      Action.InstallChild install = wire.only(session, Action.InstallChild.class);
      assertEquals(Duration.ofSeconds(agreed), install.child().lifetime());
    }
  }

  /// 0 KB: no limit.
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0, 10000, 10000",
    "10000, 0, 10000",
    "10000, 20000, 10000",
    "20000, 10000, 10000",
    "4294967295, 4294967294, 4294967294",
  })
  void phase2InKilobytes(long initiator, long responder, long agreed) {
    Session a = sessions.initiator(Sessions.config(Sessions.DAY));
    Session b = sessions.responder(Sessions.config(Sessions.DAY, kilobytes(responder)));
    wire.run(a, b, new Event.Start());
    wire.run(a, b, new Event.StartChild(kilobytes(initiator)));
    for (Session session : List.of(a, b)) {
      ChildSa sa = wire.only(session, Action.InstallChild.class).child();
      assertEquals(agreed, sa.kilobytes());
      assertEquals(Sessions.HALF_DAY, sa.lifetime());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10000, 1, 5120", // a peer talks us down to the floor
    "6000, 5999, 5999",
    "0, 1, 5120",
    "10000, 0, 10000", // none said
  })
  void aNotifyOfKilobytesLimitsDownToTheFloor(long ours, long theirs, long result)
      throws Malformed {
    Lifetime.Limits said = new Lifetime.Limits(Sessions.DAY, theirs);
    Notify notify = Notify.read(Lifetime.PHASE_2.notify(Octets.EMPTY, said).body());
    Lifetime.Limits own = new Lifetime.Limits(Sessions.HALF_DAY, ours);
    assertEquals(new Lifetime.Limits(Sessions.HALF_DAY, result), Lifetime.after(notify, own));
  }

  @Test
  void thePeerIsToldOfKilobytesThatItDidNotOffer() throws Malformed {
    assertTrue(chosen(kilobytes(0), kilobytes(9_000)).offeredLonger());
    assertTrue(chosen(kilobytes(9_001), kilobytes(9_000)).offeredLonger());
    assertFalse(chosen(kilobytes(9_000), kilobytes(9_000)).offeredLonger());
    assertFalse(chosen(kilobytes(9_000), kilobytes(0)).offeredLonger());
  }

  @Test
  void noNotifyIsSentWhenOursIsNotTheShorterOne() throws Malformed {
    assertEquals(3600, offered(3600).lifetime().toSeconds());
    assertFalse(offered(3600).offeredLonger());
    assertFalse(offered(1800).offeredLonger());
    assertTrue(offered(3601).offeredLonger());
  }

  @ParameterizedTest
  @CsvSource({
    "3600, 1800, 1800",
    "3600, 7200, 3600", // never longer
    "3600, 0, 60", // a peer talks us down to the floor
    "3600, 1, 60",
    "30, 1, 30", // ours is below the floor already
  })
  void aNotifyShortensDownToTheFloor(long ours, long theirs, long result) throws Malformed {
    Duration said = Duration.ofSeconds(theirs);
    for (Lifetime numbering : Lifetime.values()) {
      Notify notify = Notify.read(numbering.notify(Octets.EMPTY, said).body());
      assertEquals(Duration.ofSeconds(result), Lifetime.after(notify, Duration.ofSeconds(ours)));
    }
  }

  @Test
  void aNotifyWithoutSecondsChangesNothing() throws Malformed {
    for (Attributes attributes :
        List.of(Attributes.of(), Attributes.of(1, 2, 2, 100), Attributes.of(2, 100))) {
      Writer data = new Writer();
      attributes.write(data);
      Notify notify = new Notify(1, Notify.RESPONDER_LIFETIME, Octets.EMPTY, data.toOctets());
      assertEquals(Sessions.DAY, Lifetime.after(notify, Sessions.DAY));
    }
  }

  @Test
  void secondsAreFoundBesideKilobytesInAnyOrder() {
    Attributes kilobytesFirst = Attributes.of(1, 2, 2, 1_000_000, 1, 1, 2, 600);
    Attributes secondsFirst = Attributes.of(1, 1, 2, 600, 1, 2, 2, 1_000_000);
    for (Attributes attributes : List.of(kilobytesFirst, secondsFirst)) {
      assertEquals(Optional.of(Duration.ofMinutes(10)), Lifetime.PHASE_2.read(attributes));
    }
  }

  @Test
  void anAnswerRepeatsAttributesInTheFormInWhichTheyCame() throws Malformed {
    Octets wire = Octets.ofHex("8001000100020004000038408001000200020003000fff80040001");
    Writer again = new Writer();
    Attributes.read(Reader.of(wire)).write(again);
    assertEquals(wire, again.toOctets());
  }

  private static Phase1Offer.Choice offered(long seconds) throws Malformed {
    SaBody offer = Phase1Offer.offer(List.of(Sessions.PROPOSAL), isakmp(seconds));
    return Phase1Offer.choose(SaBody.read(offer.write()), List.of(Sessions.PROPOSAL), isakmp(3600))
        .orElseThrow();
  }

  private static Phase2Offer.Choice chosen(ChildConfig offered, ChildConfig ours) throws Malformed {
    SaBody offer =
        Phase2Offer.offer(offered, new Spi(0x1000), Optional.empty(), Encapsulation.NONE);
    return Phase2Offer.choose(SaBody.read(offer.write()), ours, Encapsulation.NONE).orElseThrow();
  }

  private static ChildConfig kilobytes(long most) {
    ChildConfig c = Sessions.CHILD;
    return new ChildConfig(
        c.name(), c.suites(), c.pfsGroups(), c.local(), c.remote(), c.lifetime(), most, c.esn());
  }

  private static Isakmp isakmp(long seconds) {
    return new Isakmp(
        Sessions.config(Duration.ofSeconds(seconds)),
        Role.INITIATOR,
        Sessions.INITIATOR,
        new Random(1)::nextBytes);
  }

  private static ChildConfig child(long seconds) {
    return Sessions.child(Duration.ofSeconds(seconds), EsnPolicy.DISABLE);
  }
}
