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

  /// What came of it.
  enum Outcome {
    DONE,
    NO_TUNNEL,
    NO_PHASE2
  }

  /// Does it.
  ///
  /// @param phase2 the one to bring up or down; all when empty. Statistics are the tunnel's
  Outcome act(Action action, String tunnel, Optional<String> phase2);
}
