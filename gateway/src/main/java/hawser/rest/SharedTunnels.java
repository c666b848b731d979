package hawser.rest;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tunnels for many who ask at once: a look that is a tenth of a second old serves again, so that
/// the workers are disturbed ten times a second at most, however many ask. What an administrator
/// did is seen at once.
public final class SharedTunnels implements TunnelSource {
  private static final long FRESH_NANOS = 100_000_000L;

  private final TunnelSource source;
  private @Nullable Snapshot latest;
  private long taken;

  public SharedTunnels(TunnelSource source) {
    this.source = source;
  }

  @Override
  public synchronized Snapshot snapshot() {
    long now = System.nanoTime();
    Snapshot snapshot = latest;
    if (snapshot == null || now - taken > FRESH_NANOS) {
      snapshot = source.snapshot();
      latest = snapshot;
      taken = now;
    }
    return snapshot;
  }

  @Override
  public synchronized Outcome act(Action action, String tunnel, Optional<String> phase2) {
    latest = null;
    return source.act(action, tunnel, phase2);
  }
}
