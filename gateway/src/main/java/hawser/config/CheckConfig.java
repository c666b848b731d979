package hawser.config;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `hawser check-config`: every problem on a line of its own.
public final class CheckConfig {
  /// The configuration is fine.
  public static final int OK = 0;

  /// `EX_CONFIG` of sysexits.h.
  public static final int INVALID = 78;

  private CheckConfig() {}

  /// Reads the files, prints their problems, and returns the exit status.
  public static int run(List<Path> files, SecretStore secrets, Host host, PrintStream out) {
    List<ConfigText> sources = readAll(files, out);
    if (sources.size() < files.size()) {
      return INVALID;
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

  /// Reads the files and prints a line for each that cannot be read; those are left out.
  public static List<ConfigText> readAll(List<Path> files, PrintStream out) {
    List<ConfigText> sources = new ArrayList<>();
    for (Path file : files) {
      try {
        sources.add(read(file));
      } catch (NoSuchFileException e) {
        out.println(file + ": error: there is no such file");
      } catch (IOException e) {
        out.println(file + ": error: cannot be read: " + e.getMessage());
      }
    }
    return sources;
  }

  /// Reads a file whatever its octets are.
  public static ConfigText read(Path file) throws IOException {
    byte[] octets = Files.readAllBytes(file);
    return new ConfigText(
        file.toString(), new String(octets, java.nio.charset.StandardCharsets.UTF_8));
  }
}
