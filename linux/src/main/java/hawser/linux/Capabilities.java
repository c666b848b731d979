package hawser.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The rights the process has, capabilities(7).
public final class Capabilities {
  /// Those that Hawser needs, by their bit.
  public enum Capability {
    NET_BIND_SERVICE(10),
    NET_ADMIN(12),
    NET_RAW(13);

    private final int bit;

    Capability(int bit) {
      this.bit = bit;
    }
  }

  private Capabilities() {}

  /// True when the capability is in the effective set.
  public static boolean has(Capability capability) throws IOException {
    String status = Files.readString(Path.of("/proc/self/status"), StandardCharsets.UTF_8);
    return has(status, capability);
  }

  static boolean has(String status, Capability capability) {
    return status
        .lines()
        .filter(line -> line.startsWith("CapEff:"))
        .map(line -> Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16))
        .anyMatch(effective -> (effective >>> capability.bit & 1) != 0);
  }
}
