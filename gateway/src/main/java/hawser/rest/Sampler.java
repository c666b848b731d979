package hawser.rest;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Looks at the tunnels once a second, for everybody who watches.
public final class Sampler implements AutoCloseable {
  private static final long PERIOD_NANOS = 1_000_000_000L;

  /// What was seen.
  public record Seen(Sample sample, List<Ropes.Rope> ropes) {}

  private final TunnelSource source;
  private final Ropes memory = new Ropes();
  private final List<Consumer<Seen>> watchers = new CopyOnWriteArrayList<>();
  private final Thread thread = Thread.ofPlatform().daemon().name("sampler").unstarted(this::run);
  private volatile Seen latest;
  private volatile boolean closed;

  public Sampler(TunnelSource source) {
    this.source = source;
    Snapshot first = source.snapshot();
    this.latest = new Seen(Sample.first(first), memory.look(first));
  }

  public void start() {
    thread.start();
  }

  public void watch(Consumer<Seen> watcher) {
    watchers.add(watcher);
  }

  /// At most a second old.
  public Seen latest() {
    return latest;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    long next = System.nanoTime();
    while (!closed) {
      next += PERIOD_NANOS;
      LockSupport.parkNanos(next - System.nanoTime());
      if (closed || System.nanoTime() - next < 0) {
        next -= PERIOD_NANOS;
        continue;
      }
      try {
        Snapshot now = source.snapshot();
        latest = new Seen(latest.sample().next(now), memory.look(now));
        Seen seen = latest;
        watchers.forEach(watcher -> watcher.accept(seen));
      } catch (IllegalStateException e) {
        // The gateway is busy or stops: the next second sees more.
        next = System.nanoTime();
      }
    }
  }
}
