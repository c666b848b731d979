package hawser.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Kernel settings under `/proc/sys`. Names are given as path elements, since device names may hold
/// dots.
public final class Sysctl {
  private static final Path ROOT = Path.of("/proc/sys");

  private Sysctl() {}

  public static String read(String first, String... more) throws IOException {
    return Files.readString(path(first, more)).strip();
  }

  public static void write(String value, String first, String... more) throws IOException {
    Files.writeString(path(first, more), value + "\n");
  }

  private static Path path(String first, String... more) {
    Path path = ROOT.resolve(first);
    for (String element : more) {
      path = path.resolve(element);
    }
    return path;
  }
}
