package hawser.ike.v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Octets;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.Event;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.Role;
import hawser.ike.Spi;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// CREATE_CHILD_SA and INFORMATIONAL between two ends, alone and at once (RFC 7296 sections 1.3,
/// 1.4, 2.8 and 2.25).
class RekeyTest {
  private static final ChildConfig CHILD = Configs.child("lan", Group.CURVE25519);

  private static Spi only(Host host) {
    assertEquals(1, host.children.size());
    return host.children.keySet().iterator().next();
  }

  private static Event rekey(Host host) {
    return new Event.RekeyChild(only(host), CHILD);
  }

  /// a: N(REKEY_SA), SA, Ni, KEi, TSi, TSr -->; <-- SA, Nr, KEr, TSi, TSr; a: D -->; <-- D
  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void aChildIsReplacedByEitherSide(String who) {
    Pair pair = Pair.up();
    Host first = who.equals("a") ? pair.a : pair.b;
    Host second = who.equals("a") ? pair.b : pair.a;
    Spi old = only(first);
    pair.does(first, rekey(first));
    assertEquals(2, first.children.size());
    Spi next =
        first.children.keySet().stream().filter(s -> !s.equals(old)).findFirst().orElseThrow();
    assertEquals(Optional.of(old), first.child(next).replaces());
    assertTrue(first.inUse.contains(next));
    assertEquals(1, second.inUse.size(), "the other side waits for the Delete");
    first.delete(old);
    pair.settle();
    pair.assertConsistent();
    assertEquals(Set.of(next), first.children.keySet());
    assertEquals(first.children.keySet(), first.inUse);
    assertEquals(second.children.keySet(), second.inUse);
  }

  @Test
  void aSuccessorIsUsedThoughItsPredecessorIsNotDeleted() {
    Pair pair = Pair.up();
    pair.does(pair.a, rekey(pair.a));
    pair.pass(Duration.ofSeconds(4));
    assertEquals(2, pair.b.inUse.size());
  }

  @Test
  void aFurtherChildIsMade() {
    Pair pair = Pair.up();
    pair.does(pair.b, new Event.StartChild(CHILD));
    assertEquals(2, pair.a.children.size());
    pair.assertConsistent();
  }

  @Test
  void withoutPerfectForwardSecrecyToo() {
    Configs plain = Configs.basic().with(Configs.child("lan"));
    Pair pair = Pair.up(plain, plain);
    pair.does(pair.a, new Event.StartChild(Configs.child("lan")));
    assertEquals(2, pair.b.children.size());
    pair.assertConsistent();
  }

  @Test
  void anotherGroupIsTakenWhenThePeerWantsIt() {
    ChildConfig both = Configs.child("lan", Group.CURVE25519, Group.ECP_256);
    Configs b = Configs.basic().with(Configs.child("lan", Group.ECP_256));
    Pair pair = Pair.up(Configs.basic().with(both), b);
    pair.does(pair.a, new Event.StartChild(both));
    assertEquals(2, pair.b.children.size());
    pair.assertConsistent();
  }

  /// a: N(REKEY_SA) --> lost; <-- D; D -->; a: N(REKEY_SA) again -->; <-- N(CHILD_SA_NOT_FOUND)
  @Test
  void aChildThatThePeerDeletedMeanwhileIsNotFound() {
    Pair pair = Pair.up();
    pair.a.handle(pair.a.session(), rekey(pair.a));
    pair.a.outbox.clear();
    pair.b.delete(only(pair.b));
    pair.settle();
    pair.pass(Duration.ofSeconds(5));
    pair.assertConsistent();
    assertEquals(0, pair.a.children.size());
    assertEquals(List.of(), pair.a.all(Action.ChildFailed.class));
    pair.does(pair.a, new Event.StartChild(CHILD));
    assertEquals(1, pair.b.children.size());
  }

  /// a: SA, Ni, KEi, TSi, TSr -->; the answer is lost; b replaces or deletes what a has not yet.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsNewMayBeReplacedOrDeletedBeforeTheAnswerArrives(boolean replaced) {
    Pair pair = Pair.up();
    pair.a.handle(pair.a.session(), new Event.StartChild(CHILD));
    pair.carry(pair.a, pair.b);
    pair.b.outbox.clear(); // lost
    Spi fresh = List.copyOf(pair.b.children.keySet()).getLast();
    if (replaced) {
      pair.does(pair.b, new Event.RekeyChild(fresh, CHILD));
    } else {
      pair.b.delete(fresh);
      pair.settle();
    }
    pair.pass(Duration.ofSeconds(10));
    pair.assertConsistent();
    assertEquals(replaced ? 3 : 1, pair.a.children.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void theIkeSaIsReplacedByEitherSideAndItsChildrenStay(String who) {
    Pair pair = Pair.up();
    Host first = who.equals("a") ? pair.a : pair.b;
    Set<Spi> children = Set.copyOf(pair.a.children.keySet());
    IkeSpi before = pair.a.session().initiatorSpi();
    pair.does(first, new Event.Rekey());
    assertNotEquals(before, pair.a.session().initiatorSpi());
    assertEquals(1, pair.a.sessions.size());
    assertEquals(1, pair.b.sessions.size());
    assertEquals(children, pair.a.children.keySet());
    assertTrue(pair.a.session().owns(only(pair.a)));
    assertTrue(pair.b.session().owns(only(pair.b)));
    pair.does(pair.a, rekey(pair.a));
    pair.does(pair.b, new Event.ProbeLiveness());
    assertEquals(1, pair.b.all(Action.LivenessConfirmed.class).size());
    assertEquals(2, pair.b.children.size());
    pair.does(pair.b, new Event.Rekey());
    pair.does(pair.a, new Event.Rekey());
    assertEquals(1, pair.a.sessions.size());
    pair.assertConsistent();
  }

  /// Both replace the same child at once: four nonces, of which one is the lowest. Whoever began
  /// the exchange that has it deletes what it made.
  @ParameterizedTest
  @CsvSource({"00,80,81,82,b", "80,81,82,00,b", "80,00,81,82,a", "80,81,00,82,a"})
  void ofTwoSuccessorsTheOneWithTheLowestNonceGoes(
      String ofA, String ofB, String answerOfA, String answerOfB, String winner) {
    Pair pair = Pair.up(plain(), plain());
    Spi oldA = only(pair.a);
    Spi oldB = only(pair.b);
    nonces(pair.a, ofA, answerOfA);
    nonces(pair.b, ofB, answerOfB);
    pair.a.handle(pair.a.session(), new Event.RekeyChild(oldA, Configs.child("lan")));
    pair.b.handle(pair.b.session(), new Event.RekeyChild(oldB, Configs.child("lan")));
    pair.settle();
    Host won = winner.equals("a") ? pair.a : pair.b;
    Host lost = winner.equals("a") ? pair.b : pair.a;
    assertEquals(2, won.children.size(), "the old one and the winner's");
    assertEquals(0, won.all(Action.AbandonChild.class).size());
    assertEquals(1, lost.all(Action.AbandonChild.class).size());
    won.delete(winner.equals("a") ? oldA : oldB);
    pair.settle();
    pair.assertConsistent();
    assertEquals(1, pair.a.children.size());
    assertEquals(pair.a.children.keySet(), pair.a.inUse);
    assertEquals(pair.b.children.keySet(), pair.b.inUse);
  }

  @ParameterizedTest
  @CsvSource({"00,80,81,82,b", "80,81,82,00,b", "80,00,81,82,a", "80,81,00,82,a"})
  void ofTwoIkeSasTheOneWithTheLowestNonceGoes(
      String ofA, String ofB, String answerOfA, String answerOfB, String winner) {
    // a group whose keys do not take random octets as long as a nonce
    IkeProposal proposal = new IkeProposal(Configs.CBC, Hash.SHA2_256, Group.ECP_256);
    Pair pair = Pair.up(Configs.basic().with(proposal), Configs.basic().with(proposal));
    nonces(pair.a, ofA, answerOfA);
    nonces(pair.b, ofB, answerOfB);
    pair.a.handle(pair.a.session(), new Event.Rekey());
    pair.b.handle(pair.b.session(), new Event.Rekey());
    pair.settle();
    assertEquals(1, pair.a.sessions.size());
    assertEquals(1, pair.b.sessions.size());
    assertEquals(pair.a.session().initiatorSpi(), pair.b.session().initiatorSpi());
    Host won = winner.equals("a") ? pair.a : pair.b;
    assertEquals(Role.INITIATOR, won.session().role());
    assertTrue(pair.a.session().owns(only(pair.a)));
    assertTrue(pair.b.session().owns(only(pair.b)));
  }

  private static Configs plain() {
    return Configs.basic().with(Configs.child("lan"));
  }

  /// Its next nonces: of its own request, and of its answer.
  private static void nonces(Host host, String first, String second) {
    for (String octet : List.of(first, second)) {
      host.chosen.add(Octets.ofHex(octet + "00".repeat(31)));
    }
  }

  /// a: REKEY_SA -->; b: REKEY of the IKE SA, on its way at once.
  @Test
  void whoIsBusyWithAChildPutsTheIkeSaOff() {
    Pair pair = Pair.up();
    pair.a.handle(pair.a.session(), rekey(pair.a));
    pair.b.handle(pair.b.session(), new Event.Rekey());
    pair.settle();
    pair.pass(Duration.ofSeconds(10));
    assertEquals(1, pair.a.sessions.size());
    assertEquals(1, pair.b.sessions.size());
    assertEquals(pair.a.session().initiatorSpi(), pair.b.session().initiatorSpi());
    assertEquals(2, pair.a.children.size());
    pair.assertConsistent();
  }

  @Test
  void crossingDeletesNameNothingInTheirAnswers() {
    Pair pair = Pair.up();
    Spi ofA = only(pair.a);
    Spi ofB = only(pair.b);
    pair.a.delete(ofA);
    pair.b.delete(ofB);
    pair.settle();
    assertEquals(0, pair.a.children.size());
    assertEquals(0, pair.b.children.size());
    pair.does(pair.a, new Event.StartChild(CHILD));
    pair.assertConsistent();
    assertEquals(1, pair.a.children.size());
  }

  /// a deletes the child that b replaces.
  @Test
  void aDeletedChildIsNotReplaced() {
    Pair pair = Pair.up();
    Event byB = rekey(pair.b);
    pair.a.delete(only(pair.a));
    pair.b.handle(pair.b.session(), byB);
    pair.settle();
    pair.pass(Duration.ofSeconds(10));
    pair.assertConsistent();
  }

  @Test
  void bothCloseAtOnce() {
    Pair pair = Pair.up();
    pair.a.handle(pair.a.session(), new Event.Close("test"));
    pair.b.handle(pair.b.session(), new Event.Close("test"));
    pair.settle();
    assertEquals(List.of(), pair.a.sessions);
    assertEquals(List.of(), pair.b.sessions);
    assertEquals(0, pair.a.children.size() + pair.b.children.size());
  }

  @Test
  void aCloseIsRepeatedUntilItIsAnswered() {
    Pair pair = Pair.up();
    boolean[] lost = {true};
    pair.way =
        message -> {
          boolean loses = lost[0];
          lost[0] = false;
          return loses ? Optional.empty() : message;
        };
    pair.does(pair.a, new Event.Close("test"));
    assertEquals(1, pair.b.sessions.size());
    pair.pass(Duration.ofSeconds(2));
    assertEquals(List.of(), pair.b.sessions);
    assertEquals(List.of(), pair.a.sessions);
  }

  @Test
  void aSilentPeerIsGivenUp() {
    Pair pair = Pair.up();
    pair.way = message -> Optional.empty();
    pair.does(pair.a, new Event.ProbeLiveness());
    pair.pass(Duration.ofMinutes(4));
    assertEquals(List.of(), pair.a.sessions);
    assertEquals(0, pair.a.children.size());
  }

  /// Each message of a rekeying lost once, for child and IKE SA, by each side.
  @Test
  void everyLostMessageIsRepeated() {
    for (int lost = 0; lost < 4; lost++) {
      for (boolean ike : List.of(true, false)) {
        Pair pair = Pair.up();
        int[] left = {lost};
        pair.way = message -> left[0]-- == 0 ? Optional.empty() : message;
        Spi old = only(pair.a);
        pair.does(pair.a, ike ? new Event.Rekey() : rekey(pair.a));
        if (!ike) {
          pair.a.delete(old);
          pair.settle();
        }
        pair.pass(Duration.ofSeconds(20));
        assertEquals(1, pair.a.sessions.size(), "message " + lost);
        assertEquals(1, pair.b.sessions.size());
        assertEquals(1, pair.a.children.size());
        pair.assertConsistent();
      }
    }
  }

  /// b made its IKE SA and does not know yet that a made one too, when a's Delete of the old one
  /// comes.
  @Test
  void whoHearsOfTheEndOfAnIkeSaThatItRekeysTakesThePeers() {
    Pair pair = Pair.up();
    pair.b.handle(pair.b.session(), new Event.Rekey());
    pair.b.outbox.clear(); // lost
    pair.does(pair.a, new Event.Rekey());
    pair.pass(Duration.ofSeconds(5));
    assertEquals(1, pair.a.sessions.size());
    assertEquals(1, pair.b.sessions.size());
    assertEquals(pair.a.session().initiatorSpi(), pair.b.session().initiatorSpi());
    assertTrue(pair.b.session().owns(only(pair.b)));
    pair.assertConsistent();
  }
}
