package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the run ran on.
record Machine(String cpu, int cores, String kernel, String java) {
  static Machine current() throws IOException {
    String cpu =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .orElse("unknown CPU");
    return new Machine(
        cpu,
        Runtime.getRuntime().availableProcessors(),
        Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
        Runtime.version().toString());
  }

  String line() {
    return "%s, %d cores, Linux %s, JDK %s".formatted(cpu, cores, kernel, java);
  }
}
