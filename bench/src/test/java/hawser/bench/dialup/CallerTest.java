package hawser.bench.dialup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hawser.bytes.Octets;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Group;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.EsnPolicy;
import hawser.ike.Event;
import hawser.ike.Path;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.Spi;
import hawser.ike.Timer;
import hawser.ike.v1.V1Session;
import hawser.net.IpAddress;
import hawser.net.TrafficSelector;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Callers and the sessions of a hub, without a wire between them.
@Timeout(60)
class CallerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final CallPlan PLAN =
      new CallPlan(
          IpAddress.parse("172.16.1.1"),
          IpAddress.parse("172.20.0.1"),
          IpAddress.parse("10.64.0.1"),
          "192.168.9.0/24",
          "a shared secret");

  private final Random random = new Random(3);

  @Test
  void everyCallerComesUpWithTheAddressThatIsItsOwn() throws IOException {
    for (int caller : new int[] {0, 1, 300}) {
      Hub hub = new Hub();
      Call call = new Call(hub, caller);
      assertEquals(List.of(Caller.Outcome.UP), call.outcomes);
      assertEquals(
          "10.64." + (caller + 1) / 256 + "." + (caller + 1) % 256,
          hub.children.getFirst().remote().getFirst().range().first().toString());
    }
  }

  @Test
  void aCallThatTheHubRefusesHasFailedOnce() throws IOException {
    Hub hub = new Hub();
    hub.suite = EspSuite.aead(Encryption.AES_GCM_16, 256);
    assertEquals(List.of(Caller.Outcome.FAILED), new Call(hub, 0).outcomes);
    assertEquals(List.of(), hub.children);
  }

  /// The responder, and what it installed.
  private final class Hub {
    final List<ChildSa> children = new ArrayList<>();
    EspSuite suite = EspSuite.aead(Encryption.AES_GCM_16, 128);

    Session session(Path path) {
      ChildConfig any =
          new ChildConfig(
              "any",
              List.of(suite),
              List.of(Group.CURVE25519),
              TrafficSelector.ALL4,
              TrafficSelector.ALL4,
              Duration.ofHours(12),
              EsnPolicy.DISABLE);
      SessionConfig own = PLAN.session();
      SessionConfig config =
          new SessionConfig(
              "hub",
              own.proposals(),
              own.psk(),
              own.localIdentity(),
              own.lifetime(),
              own.natTraversal(),
              own.location(),
              List.of(any));
      return V1Session.responder(config, path, random::nextBytes, _ -> new Spi(0x2000));
    }
  }

  /// One call, carried out until nobody has anything to say.
  private final class Call implements Caller.World {
    final List<Caller.Outcome> outcomes = new ArrayList<>();
    private final Queue<byte[]> toHub = new ArrayDeque<>();

    Call(Hub hub, int index) throws IOException {
      Path path = PLAN.path(index, Path.IKE_PORT);
      Session session = hub.session(path.reversed());
      Caller caller = new Caller(index, PLAN, random::nextBytes, this);
      caller.handle(new Event.Start());
      while (!toHub.isEmpty()) {
        Octets message = Octets.of(toHub.remove());
        for (Action action : session.handle(NOW, new Event.Received(message, path.reversed()))) {
          switch (action) {
            case Action.Send(Path _, Octets answer) ->
                caller.handle(new Event.Received(answer, path));
            case Action.InstallChild(ChildSa child) -> hub.children.add(child);
            default -> {}
          }
        }
      }
    }

    @Override
    public Instant now() {
      return NOW;
    }

    @Override
    public void send(Caller caller, Path path, byte[] message) {
      toHub.add(message);
    }

    @Override
    public void at(Instant at, Caller caller, Timer timer, int serial) {}

    @Override
    public void settled(Caller caller, Caller.Outcome outcome) {
      outcomes.add(outcome);
    }
  }
}
