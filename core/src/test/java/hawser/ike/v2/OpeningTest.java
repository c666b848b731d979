package hawser.ike.v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.crypto.Integrity;
import hawser.ike.Action;
import hawser.ike.ChildSa;
import hawser.ike.Encapsulation;
import hawser.ike.Identity;
import hawser.ike.IkeDrop;
import hawser.ike.IkeProposal;
import hawser.ike.NatTraversal;
import hawser.net.IpAddress;
import hawser.net.TrafficSelector;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// IKE_SA_INIT and IKE_AUTH between two ends (RFC 7296 section 1.2).
class OpeningTest {
  static Stream<IkeProposal> proposals() {
    return EspSuite.all().stream()
        .flatMap(
            suite -> Stream.of(Hash.values()).map(h -> new IkeProposal(suite, h, Group.ECP_256)));
  }

  @ParameterizedTest
  @MethodSource("proposals")
  void everySuiteCarriesTheOpening(IkeProposal proposal) {
    Pair pair = Pair.up(Configs.basic().with(proposal), Configs.basic().with(proposal));
    assertEquals(1, pair.a.children.size());
    assertEquals(Optional.of(proposal), pair.b.session().proposal());
    assertEquals(pair.a.children.keySet(), pair.a.inUse);
    assertEquals(pair.b.children.keySet(), pair.b.inUse);
  }

  @ParameterizedTest
  @EnumSource(
      value = Group.class,
      names = {"MODP_1536", "MODP_2048", "ECP_256", "ECP_384", "ECP_521", "CURVE25519"})
  void everyGroupCarriesTheOpening(Group group) {
    IkeProposal proposal = new IkeProposal(Configs.CBC, Hash.SHA2_256, group);
    Pair pair = Pair.up(Configs.basic().with(proposal), Configs.basic().with(proposal));
    assertEquals(1, pair.a.children.size());
  }

  /// KEi of group 31 -->; <-- N(INVALID_KE_PAYLOAD, 19); KEi of group 19 -->
  @Test
  void anotherGroupIsTakenWhenTheResponderWantsIt() {
    IkeProposal first = new IkeProposal(Configs.CBC, Hash.SHA2_256, Group.CURVE25519);
    IkeProposal second = new IkeProposal(Configs.CBC, Hash.SHA2_256, Group.ECP_256);
    Pair pair = Pair.up(Configs.basic().with(first, second), Configs.basic().with(second));
    assertEquals(Optional.of(second), pair.a.session().proposal());
    assertEquals(1, pair.b.sessions.size());
  }

  @Test
  void theResponderChoosesByItsOwnPreference() {
    IkeProposal cbc = Configs.PROPOSAL;
    IkeProposal gcm =
        new IkeProposal(EspSuite.aead(Encryption.AES_GCM_16, 256), Hash.SHA2_384, Group.CURVE25519);
    Pair pair = Pair.up(Configs.basic().with(cbc, gcm), Configs.basic().with(gcm, cbc));
    assertEquals(Optional.of(gcm), pair.a.session().proposal());
  }

  @Test
  void nothingInCommonIsSaidAndLeavesNoState() {
    IkeProposal other =
        new IkeProposal(
            EspSuite.of(Encryption.AES_CBC, 256, Integrity.HMAC_SHA2_512_256),
            Hash.SHA2_512,
            Group.CURVE25519);
    Pair pair = new Pair(Configs.basic(), Configs.basic().with(other));
    pair.dial();
    assertEquals(List.of(), pair.b.sessions);
    assertFalse(pair.a.isUp());
    pair.pass(Duration.ofMinutes(1));
    assertTrue(pair.a.all(Action.Closed.class).getFirst().reason().contains("NO_PROPOSAL_CHOSEN"));
    assertEquals(List.of(), pair.a.sessions);
  }

  @Test
  void aWrongSecretEndsBothSidesAndIsNamed() {
    Pair pair = new Pair(Configs.basic(), Configs.basic().withPsk("another secret"));
    pair.dial();
    assertEquals(List.of(), pair.a.sessions);
    assertEquals(List.of(), pair.b.sessions);
    assertEquals(List.of(), pair.b.all(Action.Established.class));
    assertEquals(List.of(IkeDrop.AUTH_FAILED), pair.b.drops());
    assertTrue(
        pair.a.all(Action.Closed.class).getFirst().reason().contains("AUTHENTICATION_FAILED"));
    assertTrue(
        pair.b.all(Action.Report.class).stream()
            .anyMatch(report -> report.message().contains("pre-shared secret mismatch")));
  }

  @Test
  void aPeerOfAnotherNameIsRefused() {
    Configs b = Configs.basic().only(Identity.fqdn("berlin"));
    Pair refused = new Pair(Configs.basic().as(Identity.fqdn("paris")), b);
    refused.dial();
    assertFalse(refused.b.isUp());
    Pair accepted = Pair.up(Configs.basic().as(Identity.fqdn("berlin")), b);
    assertEquals(
        Identity.fqdn("berlin"), accepted.b.all(Action.Established.class).getFirst().peer());
  }

  /// The responder is up when the initiator finds that it is not whom it wanted.
  @Test
  void anInitiatorThatRefusesTheResponderTellsIt() {
    Pair pair = new Pair(Configs.basic().only(Identity.fqdn("hub")), Configs.basic());
    pair.dial();
    assertEquals(List.of(), pair.a.sessions);
    assertEquals(List.of(), pair.b.sessions);
    assertEquals(List.of(), List.copyOf(pair.b.children.values()));
    assertEquals(List.of(), pair.a.all(Action.Established.class));
  }

  @Test
  void locationsAreToldToEachOther() {
    Pair pair =
        Pair.up(Configs.basic().withLocation("1.1.1.1"), Configs.basic().withLocation("2.2.2.2"));
    assertEquals(
        IpAddress.parse("1.1.1.1"), pair.b.all(Action.Established.class).getFirst().location());
    assertEquals(
        IpAddress.parse("2.2.2.2"), pair.a.all(Action.Established.class).getFirst().location());
    assertTrue(pair.b.all(Action.Established.class).getFirst().initialContact());
  }

  @ParameterizedTest
  @EnumSource(
      value = NatTraversal.class,
      names = {"FORCED", "PREFERRED"})
  void bothSidesMoveToPort4500(NatTraversal nat) {
    Pair pair = Pair.up(Configs.basic().with(nat), Configs.basic().with(nat));
    assertEquals(4500, pair.a.session().path().local().port());
    assertEquals(4500, pair.b.session().path().local().port());
    ChildSa child = pair.b.children.values().iterator().next();
    assertEquals(Encapsulation.UDP, child.encapsulation());
  }

  @Test
  void selectorsAreNarrowedToWhatBothWant() {
    Configs a =
        Configs.basic().with(Configs.child("a", Configs.net("10.1.0.0/16"), TrafficSelector.ALL4));
    Configs b =
        Configs.basic()
            .with(Configs.child("b", Configs.net("192.168.0.0/16"), Configs.net("10.1.2.0/24")));
    Pair pair = Pair.up(a, b);
    ChildSa child = pair.a.children.values().iterator().next();
    assertEquals(List.of(Configs.net("10.1.2.0/24")), child.local());
    assertEquals(List.of(Configs.net("192.168.0.0/16")), child.remote());
  }

  @Test
  void theIkeSaStandsWithoutAChildThatNobodyWants() {
    Configs a =
        Configs.basic().with(Configs.child("a", Configs.net("10.1.0.0/16"), TrafficSelector.ALL4));
    Configs b =
        Configs.basic().with(Configs.child("b", TrafficSelector.ALL4, Configs.net("10.2.0.0/16")));
    Pair pair = Pair.up(a, b);
    assertTrue(pair.a.isUp());
    assertEquals(0, pair.a.children.size());
    assertTrue(
        pair.a.all(Action.ChildFailed.class).getFirst().reason().contains("TS_UNACCEPTABLE"));
  }

  @Test
  void everyLostMessageOfTheOpeningIsRepeated() {
    for (int lost = 0; lost < 4; lost++) {
      Pair pair = new Pair(Configs.basic(), Configs.basic());
      int[] left = {lost};
      pair.way = message -> left[0]-- == 0 ? Optional.empty() : message;
      pair.dial();
      pair.pass(Duration.ofSeconds(3));
      assertTrue(pair.a.isUp() && pair.b.isUp(), "message " + lost);
      pair.assertConsistent();
      assertEquals(1, pair.b.sessions.size());
    }
  }

  @Test
  void aResponderNeverRepeatsByItselfAndForgetsWhoDoesNotGoOn() {
    Pair pair = new Pair(Configs.basic(), Configs.basic());
    pair.a.dial(Configs.INITIATOR);
    pair.carry(pair.a, pair.b);
    assertEquals(1, pair.b.outbox.size());
    pair.b.outbox.clear();
    pair.a.timers.clear();
    pair.pass(Duration.ofSeconds(31));
    assertEquals(List.of(), pair.b.outbox);
    assertEquals(List.of(), pair.b.sessions);
  }
}
