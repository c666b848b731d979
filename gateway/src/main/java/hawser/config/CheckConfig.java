package hawser.config;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `hawser check-config`: every problem on a line of its own.
public final class CheckConfig {
  /// The configuration is fine.
  public static final int OK = 0;

  /// `EX_NOINPUT` of sysexits.h.
  public static final int UNREADABLE = 66;

  /// `EX_CONFIG` of sysexits.h.
  public static final int INVALID = 78;

  private CheckConfig() {}

  /// Reads the files, prints their problems, and returns the exit status.
  public static int run(List<Path> files, SecretStore secrets, Host host, PrintStream out) {
    List<ConfigText> sources = new ArrayList<>();
    for (Path file : files) {
      try {
        sources.add(read(file));
      } catch (IOException e) {
        out.println(file + ": cannot be read: " + e.getMessage());
        return UNREADABLE;
      }
    }
    List<Problem> problems =
        switch (Configuration.load(sources, host, secrets)) {
          case Configuration.Valid valid -> valid.warnings();
          case Configuration.Invalid invalid -> invalid.problems();
        };
    problems.forEach(out::println);
    long errors = problems.stream().filter(Problem::isError).count();
    out.println(errors + " errors, " + (problems.size() - errors) + " warnings");
    return errors == 0 ? OK : INVALID;
  }

  /// Reads a file whatever its octets are.
  public static ConfigText read(Path file) throws IOException {
    byte[] octets = Files.readAllBytes(file);
    return new ConfigText(
        file.toString(), new String(octets, java.nio.charset.StandardCharsets.UTF_8));
  }
}
