package hawser.rest;

import java.util.Optional;

/// Where tunnels are seen and told what to do. Thread-safe.
public interface TunnelSource {
  Snapshot snapshot();

  /// What an administrator can ask of a tunnel.
  enum Action {
    UP,
    DOWN,
    RESET_STATISTICS
  }

  /// Does it; false when there is no such tunnel.
  ///
  /// @param phase2 the one meant; all when empty
  boolean act(Action action, String tunnel, Optional<String> phase2);
}
