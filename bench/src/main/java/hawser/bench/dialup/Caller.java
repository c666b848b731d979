package hawser.bench.dialup;

import hawser.crypto.Entropy;
import hawser.ike.Action;
import hawser.ike.ChildSa;
import hawser.ike.Event;
import hawser.ike.Path;
import hawser.ike.Session;
import hawser.ike.Spi;
import hawser.ike.SpiSource;
import hawser.ike.Timer;
import hawser.ike.v1.V1Session;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One dial-up peer: main mode, then one Quick Mode, then it answers. It keeps no keys.
final class Caller {
  /// What a caller needs of the world.
  interface World {
    Instant now();

    void send(Caller caller, Path path, byte[] message) throws IOException;

    void at(Instant at, Caller caller, Timer timer, int serial);

    /// A call came to its end: the tunnel is up, or the call failed.
    void settled(Caller caller, Outcome outcome);
  }

  enum Outcome {
    UP,
    FAILED
  }

  final int index;
  private final CallPlan plan;
  private final World world;
  private final Map<Timer, Integer> timers = new HashMap<>(4);
  private final Session session;
  private int serials;
  private boolean settled;

  Caller(int index, CallPlan plan, Entropy entropy, World world) {
    this.index = index;
    this.plan = plan;
    this.world = world;
    SpiSource spis = _ -> new Spi(0x1000_0000 + index);
    this.session =
        V1Session.initiator(
            plan.session(),
            plan.path(index, Path.IKE_PORT),
            entropy,
            spis,
            V1Session.Contact.INITIAL);
  }

  void handle(Event event) throws IOException {
    perform(session.handle(world.now(), event));
  }

  /// A timer that was armed again or disarmed since does nothing when it runs out.
  void expired(Timer timer, int serial) throws IOException {
    if (timers.remove(timer, serial)) {
      handle(new Event.Expired(timer));
    }
  }

  private void perform(List<Action> actions) throws IOException {
    for (Action action : actions) {
      switch (action) {
        case Action.Send(Path path, var message) -> world.send(this, path, message.toArray());
        case Action.SendUncut(Path path, var message) -> world.send(this, path, message.toArray());
        case Action.Arm(Timer timer, Instant at) -> {
          timers.put(timer, ++serials);
          world.at(at, this, timer, serials);
        }
        case Action.Disarm(Timer timer) -> timers.remove(timer);
        case Action.Established _ -> handle(new Event.StartChild(plan.child(index)));
        case Action.InstallChild(ChildSa child) -> {
          child.inboundKeys().close();
          child.outboundKeys().close();
        }
        case Action.UseChild _ -> settle(Outcome.UP);
        case Action.ChildFailed _, Action.Closed _ -> settle(Outcome.FAILED);
        case Action.Located _,
            Action.UserKnown _,
            Action.Configured _,
            Action.NothingMatches _,
            Action.Replaced _,
            Action.AbandonChild _,
            Action.RemoveChild _,
            Action.PeerAlive _,
            Action.LivenessConfirmed _,
            Action.PathProbed _,
            Action.Dropped _,
            Action.Report _ -> {}
      }
    }
  }

  private void settle(Outcome outcome) {
    if (!settled) {
      settled = true;
      world.settled(this, outcome);
    }
  }
}
