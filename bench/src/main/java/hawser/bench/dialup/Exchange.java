package hawser.bench.dialup;

import hawser.bytes.Octets;
import hawser.crypto.Entropy;
import hawser.ike.Event;
import hawser.ike.Path;
import hawser.ike.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The sockets and the clock of all callers: one thread, a [Line] each. So many calls are under way
/// at a time, not more: a hub limits what is half open.
final class Exchange implements Caller.World, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(200);

  private record Deadline(Instant at, Caller caller, Timer timer, int serial) {}

  private final CallPlan plan;
  private final int window;
  private final Entropy entropy = Entropy.system();
  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private final List<Line> lines = new ArrayList<>();
  private final List<@Nullable Caller> callers = new ArrayList<>();
  private final PriorityQueue<Deadline> deadlines =
      new PriorityQueue<>(Comparator.comparing(Deadline::at));
  private final long origin = System.nanoTime();
  private final Instant epoch = Instant.now();
  private int wanted;
  private int underWay;
  private int up;
  private int failures;

  Exchange(CallPlan plan, int window) throws IOException {
    this.plan = plan;
    this.window = window;
  }

  int up() {
    return up;
  }

  int failures() {
    return failures;
  }

  void want(int tunnels) {
    wanted = Math.max(wanted, tunnels);
  }

  /// Any thread.
  void wake() {
    selector.wakeup();
  }

  /// Dials what is missing, takes what came, and does what is due.
  void turn() throws IOException {
    while (underWay < window && up + underWay < wanted) {
      dial();
    }
    Deadline first = deadlines.peek();
    Duration wait = first == null ? PATIENCE : Duration.between(now(), first.at);
    int _ = selector.select(Math.clamp(wait.toMillis(), 1, PATIENCE.toMillis()));
    for (SelectionKey key : selector.selectedKeys()) {
      receive((int) key.attachment());
    }
    selector.selectedKeys().clear();
    for (Deadline next = deadlines.peek();
        next != null && !next.at.isAfter(now());
        next = deadlines.peek()) {
      deadlines.remove();
      next.caller.expired(next.timer, next.serial);
    }
  }

  /// The hub hears that all tunnels are gone.
  void closeAll() throws IOException {
    for (Caller caller : callers) {
      if (caller != null) {
        caller.handle(new Event.Close("the crowd goes"));
      }
    }
  }

  /// The place of a call that failed is taken first.
  private void dial() throws IOException {
    int free = callers.indexOf(null);
    int index = free < 0 ? callers.size() : free;
    if (free < 0) {
      lines.add(new Line(plan.outer(index), selector, index));
      callers.add(null);
    }
    Caller caller = new Caller(index, plan, entropy, this);
    callers.set(index, caller);
    underWay++;
    caller.handle(new Event.Start());
  }

  private void receive(int index) throws IOException {
    Line line = lines.get(index);
    Caller caller = callers.get(index);
    for (byte[] message = line.receive(buffer); message != null; message = line.receive(buffer)) {
      if (caller != null) {
        caller.handle(new Event.Received(Octets.of(message), plan.path(index, line.port())));
      }
    }
  }

  @Override
  public Instant now() {
    return epoch.plusNanos(System.nanoTime() - origin);
  }

  @Override
  public void send(Caller caller, Path path, byte[] message) throws IOException {
    lines.get(caller.index).send(path, message);
  }

  @Override
  public void at(Instant at, Caller caller, Timer timer, int serial) {
    deadlines.add(new Deadline(at, caller, timer, serial));
  }

  @Override
  public void settled(Caller caller, Caller.Outcome outcome) {
    underWay--;
    switch (outcome) {
      case UP -> up++;
      case FAILED -> {
        failures++;
        callers.set(caller.index, null);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Line line : lines) {
      line.close();
    }
    selector.close();
  }
}
