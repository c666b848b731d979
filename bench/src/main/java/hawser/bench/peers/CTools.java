package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Compiles the C programs of `bench/src/main/c` into the run's own directory.
record CTools(Path sources, Path work) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  Optional<String> missing() {
    return Programs.find("gcc").isPresent()
        ? Optional.empty()
        : Optional.of("no gcc: apt-get install gcc libc6-dev");
  }

  String compiler() throws IOException {
    return Programs.version("gcc", "--version");
  }

  /// The program's path; compiled at its first use.
  Path build(String name) throws IOException {
    Path program = work.resolve(name);
    if (!Files.isExecutable(program)) {
      String source = sources.resolve(name + ".c").toString();
      Programs.output(
          LIMIT,
          List.of(
              "gcc",
              "-O3",
              "-march=native",
              "-Wall",
              "-pthread",
              "-o",
              program.toString(),
              source));
    }
    return program;
  }
}
