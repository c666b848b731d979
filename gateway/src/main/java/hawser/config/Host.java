package hawser.config;

import java.time.Instant;
import java.util.Set;

/// The machine that a configuration is for.
@FunctionalInterface
public interface Host {
  /// The names of its network devices.
  Set<String> devices();

  /// The time, for what expires.
  default Instant now() {
    return Instant.now();
  }
}
