package hawser.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/// Runs other programs, every one with a time limit, and ends them by their pid.
final class Programs {
  private static final Duration SHORT = Duration.ofSeconds(20);
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+");

  private Programs() {}

  /// Runs a program to its end and returns what it printed.
  ///
  /// @throws IOException when it fails or does not end in time, with its output
  static String output(Duration limit, List<String> command) throws IOException {
    Ended ended = run(limit, command);
    if (ended.status() != 0) {
      throw new IOException(words(command) + ": " + tail(ended.text()));
    }
    return ended.text();
  }

  /// The first line with a version number that a program prints, whatever its exit status.
  static String version(String... command) throws IOException {
    return anyway(SHORT, List.of(command))
        .lines()
        .filter(line -> VERSION.matcher(line).find())
        .findFirst()
        .orElse("unknown version")
        .strip();
  }

  /// What a program prints, whatever its exit status.
  static String anyway(Duration limit, List<String> command) throws IOException {
    return run(limit, command).text();
  }

  private record Ended(int status, String text) {}

  private static Ended run(Duration limit, List<String> command) throws IOException {
    Path file = Files.createTempFile("hawser-bench", ".out");
    file.toFile().deleteOnExit();
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(file.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
      boolean ended = ended(process, limit);
      end(process);
      if (!ended) {
        throw new IOException("not within %d s: %s".formatted(limit.toSeconds(), words(command)));
      }
      return new Ended(process.exitValue(), Files.readString(file, StandardCharsets.UTF_8));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  static String output(String... command) throws IOException {
    return output(SHORT, List.of(command));
  }

  /// Ends a process and everything it started: asks, and after three seconds insists.
  static void end(Process process) {
    List<ProcessHandle> all = process.descendants().toList();
    all.forEach(ProcessHandle::destroy);
    process.destroy();
    if (!ended(process, Duration.ofSeconds(3))) {
      process.destroyForcibly();
      ended(process, Duration.ofSeconds(3));
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }

  private static boolean ended(Process process, Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  interface Condition {
    boolean holds() throws IOException;
  }

  /// Waits until a condition holds.
  ///
  /// @throws IOException when it does not in time
  static void await(String what, Duration limit, Condition condition) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        throw new IOException("not within %d s: %s".formatted(limit.toSeconds(), what));
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  /// Finds an executable on the path or in the system's own directories.
  static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/bin";
    for (String directory : path.split(":")) {
      Path candidate = Path.of(directory, name);
      if (!directory.isEmpty() && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static String words(List<String> command) {
    return String.join(" ", command);
  }

  /// The end of a long text.
  static String tail(String text) {
    String stripped = text.strip();
    return stripped.length() > 600 ? stripped.substring(stripped.length() - 600) : stripped;
  }
}
