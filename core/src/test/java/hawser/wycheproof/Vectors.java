package hawser.wycheproof;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hawser.bytes.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The files of Project Wycheproof: in `../shared/vectors/wycheproof` beside the repository, or
/// where the system property `hawser.vectors` says.
public final class Vectors {
  /// How a vector is to be judged.
  public enum Result {
    VALID,
    INVALID,
    /// Our policy decides; each test says how.
    ACCEPTABLE
  }

  /// One vector with its group.
  public record Vector(String file, Map<?, ?> group, Map<?, ?> test) {
    public Result result() {
      return Result.valueOf(text("result").toUpperCase(java.util.Locale.ROOT));
    }

    public boolean isValid() {
      return result() == Result.VALID;
    }

    public Octets octets(String name) {
      return Octets.ofHex(text(name));
    }

    public String text(String name) {
      Object value = test.containsKey(name) ? test.get(name) : group.get(name);
      return String.valueOf(Objects.requireNonNull(value, name));
    }

    public int number(String name) {
      return Integer.parseInt(text(name));
    }

    public boolean flagged(String flag) {
      return test.get("flags") instanceof List<?> flags && flags.contains(flag);
    }

    @Override
    public String toString() {
      return file + " " + test.get("tcId") + " " + test.get("comment") + " " + test.get("flags");
    }
  }

  private Vectors() {}

  /// All vectors of a file. Without the files the calling test is skipped, and says so.
  public static List<Vector> of(String file) {
    Path path = folder().resolve(file + ".json");
    assumeTrue(
        Files.exists(path),
        () -> "skipped, vectors not found: " + path + "; set -Dhawser.vectors=FOLDER");
    try {
      Map<?, ?> root = (Map<?, ?>) Json.parse(Files.readString(path));
      List<Vector> vectors = new ArrayList<>();
      for (Object group : list(root, "testGroups")) {
        for (Object test : list((Map<?, ?>) group, "tests")) {
          vectors.add(new Vector(file, (Map<?, ?>) group, (Map<?, ?>) test));
        }
      }
      return vectors;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path folder() {
    String set = System.getProperty("hawser.vectors");
    return set == null ? Path.of("../../shared/vectors/wycheproof") : Path.of(set);
  }

  private static List<?> list(Map<?, ?> map, String name) {
    return (List<?>) Objects.requireNonNull(map.get(name));
  }
}
