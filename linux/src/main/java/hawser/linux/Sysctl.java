package hawser.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Kernel parameters under `/proc/sys`, those of `net` in the network namespace of the calling
/// thread.
///
/// A name has dots, or slashes where a part of it has a dot: `net.ipv4.ip_forward`,
/// `net/ipv4/conf/eth0.100/rp_filter`.
public final class Sysctl {
  private static final Path ROOT = Path.of("/proc/sys");

  private Sysctl() {}

  /// The value without the line end.
  public static String read(String name) throws IOException {
    return Files.readString(path(name), StandardCharsets.UTF_8).strip();
  }

  public static void write(String name, String value) throws IOException {
    Files.writeString(path(name), value + "\n", StandardCharsets.UTF_8, StandardOpenOption.WRITE);
  }

  static Path path(String name) {
    Path path = ROOT.resolve(name.indexOf('/') >= 0 ? name : name.replace('.', '/')).normalize();
    if (!path.startsWith(ROOT) || path.equals(ROOT)) {
      throw new IllegalArgumentException("no kernel parameter: " + name);
    }
    return path;
  }
}
