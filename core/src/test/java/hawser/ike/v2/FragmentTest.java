package hawser.ike.v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Octets;
import hawser.crypto.Group;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.Event;
import hawser.ike.IkeDrop;
import hawser.net.TrafficSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Messages in fragments (RFC 7383): H19 and H20 of the hostile inputs.
class FragmentTest {
  /// A child with so many selectors that its request needs three fragments.
  private static ChildConfig large() {
    List<TrafficSelector> many = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      many.add(Configs.net("10.0." + i + ".0/24"));
    }
    return Configs.child("lan", Group.CURVE25519).with(many, List.of(TrafficSelector.ALL4));
  }

  private static List<Action.Send> request(Pair pair) {
    pair.a.handle(pair.a.session(), new Event.StartChild(large()));
    List<Action.Send> fragments = List.copyOf(pair.a.outbox);
    pair.a.outbox.clear();
    assertEquals(3, fragments.size());
    for (Action.Send fragment : fragments) {
      assertTrue(fragment.message().length() <= 1280 - 28);
    }
    return fragments;
  }

  private static void deliver(Pair pair, Action.Send fragment) {
    pair.b.receive(fragment.message(), fragment.path().reversed());
  }

  @Test
  void fragmentsInAnyOrderMakeTheMessage() {
    Random random = new Random(1);
    for (int i = 0; i < 6; i++) {
      Pair pair = Pair.up();
      List<Action.Send> fragments = new ArrayList<>(request(pair));
      Collections.shuffle(fragments, random);
      fragments.forEach(fragment -> deliver(pair, fragment));
      pair.settle();
      assertEquals(2, pair.a.children.size());
      pair.assertConsistent();
    }
  }

  @Test
  void aLostFragmentIsRepeatedWithTheOthers() {
    for (int lost = 0; lost < 3; lost++) {
      Pair pair = Pair.up();
      List<Action.Send> fragments = new ArrayList<>(request(pair));
      fragments.remove(lost);
      fragments.forEach(fragment -> deliver(pair, fragment));
      assertEquals(1, pair.b.children.size());
      pair.pass(Duration.ofSeconds(2));
      assertEquals(2, pair.b.children.size());
      pair.assertConsistent();
    }
  }

  @Test
  void theFirstFragmentAloneAsksForTheAnswerAgain() {
    Pair pair = Pair.up();
    List<Action.Send> fragments = request(pair);
    fragments.forEach(fragment -> deliver(pair, fragment));
    int answers = pair.b.outbox.size();
    pair.b.outbox.clear();
    deliver(pair, fragments.get(1));
    assertEquals(0, pair.b.outbox.size());
    deliver(pair, fragments.get(0));
    assertEquals(answers, pair.b.outbox.size());
  }

  @Test
  void forgedAndImpossibleFragmentsAreDroppedAndNotKept() {
    Pair pair = Pair.up();
    List<Action.Send> fragments = request(pair);
    Octets first = fragments.getFirst().message();
    for (int[] numbers :
        new int[][] {{0, 3}, {4, 3}, {0, 0}, {1, 0}, {1, 2}, {1, 65_535}, {2, 65_535}}) {
      byte[] bytes = first.toArray();
      java.nio.ByteBuffer.wrap(bytes).putShort(32, (short) numbers[0]);
      java.nio.ByteBuffer.wrap(bytes).putShort(34, (short) numbers[1]);
      pair.b.receive(Octets.of(bytes), Configs.INITIATOR.reversed());
    }
    assertEquals(7, pair.b.drops().size());
    assertTrue(
        pair.b.drops().stream().allMatch(d -> d == IkeDrop.FRAGMENT || d == IkeDrop.BAD_ICV));
    deliver(pair, fragments.get(0));
    deliver(pair, fragments.get(0));
    assertEquals(IkeDrop.FRAGMENT, pair.b.drops().getLast());
    deliver(pair, fragments.get(1));
    deliver(pair, fragments.get(2));
    pair.settle();
    assertEquals(2, pair.b.children.size());
  }

  /// A probe of the path is long; when it is lost a short one takes its place.
  @Test
  void aLostPathProbeDoesNotHoldUpWhatFollows() {
    Pair pair = Pair.up();
    pair.does(pair.a, new Event.ProbePath(1_200));
    assertEquals(1_200, pair.a.all(Action.PathProbed.class).getFirst().octets());
    pair.way = message -> message.filter(octets -> octets.length() < 1_300);
    pair.does(pair.a, new Event.ProbePath(1_400));
    pair.a.handle(pair.a.session(), new Event.ProbePath(1_500));
    pair.a.handle(pair.a.session(), new Event.Rekey());
    pair.pass(Duration.ofSeconds(5));
    assertEquals(1, pair.a.all(Action.PathProbed.class).size());
    assertEquals(1, pair.a.all(Action.Replaced.class).size());
    assertEquals(Optional.empty(), pair.a.session().proposal().filter(p -> p.keyBits() != 128));
  }
}
