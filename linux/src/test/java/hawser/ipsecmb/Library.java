package hawser.ipsecmb;

import hawser.esp.Engine;
import hawser.esp.EngineException;
import hawser.esp.JdkEngine;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// The library for tests; they are skipped where it is missing.
final class Library {
  private Library() {}

  static IpsecMb load() {
    try {
      return IpsecMb.load();
    } catch (EngineException e) {
      return Assumptions.abort("skipped, library not found: " + e.getMessage());
    }
  }

  static List<Engine> both() {
    return List.of(new JdkEngine(), load().engine());
  }
}
