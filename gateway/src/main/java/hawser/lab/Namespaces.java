package hawser.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Network namespaces of one run, named `hawser-PID-NAME`, and the processes in them. All of it
/// goes with [#close], which may come at any moment from another thread; what a killed run left is
/// removed by the next.
final class Namespaces implements AutoCloseable {
  private static final Path NAMED = Path.of("/run/netns");
  private static final String PREFIX = "hawser-";

  private final long run = ProcessHandle.current().pid();
  private final List<String> names = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();
  private boolean closed;

  Namespaces() throws IOException {
    removeStale();
  }

  /// The file by which a namespace is entered.
  static Path path(String fullName) {
    return NAMED.resolve(fullName);
  }

  /// The full name of a namespace of this run.
  String full(String name) {
    return PREFIX + run + "-" + name;
  }

  void add(String... all) throws IOException {
    for (String name : all) {
      make(name);
      in(name, "ip", "link", "set", "lo", "up");
    }
  }

  private synchronized void make(String name) throws IOException {
    checkOpen();
    names.add(name);
    ip("netns", "add", full(name));
  }

  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("this run is being taken down");
    }
  }

  /// A veth pair between two namespaces.
  void link(String a, String deviceA, String b, String deviceB) throws IOException {
    ip(
        "link", "add", deviceA, "netns", full(a), "type", "veth", "peer", "name", deviceB, "netns",
        full(b));
    up(a, deviceA);
    up(b, deviceB);
  }

  void address(String name, String device, String address) throws IOException {
    in(name, "ip", "addr", "add", address, "dev", device);
  }

  void up(String name, String device) throws IOException {
    in(name, "ip", "link", "set", device, "up");
  }

  void down(String name, String device) throws IOException {
    in(name, "ip", "link", "set", device, "down");
  }

  /// Runs a command in a namespace and returns what it printed.
  ///
  /// @throws IOException when it fails, with its output
  String in(String name, String... command) throws IOException {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", full(name)));
    all.addAll(List.of(command));
    return output(all);
  }

  /// Starts a process in a namespace, its output going to a file.
  synchronized Process start(String name, Path log, List<String> command) throws IOException {
    checkOpen();
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", full(name)));
    all.addAll(command);
    Process process =
        new ProcessBuilder(all)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    processes.add(process);
    return process;
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    for (Process process : processes) {
      try {
        boolean _ = process.waitFor(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    for (String name : names) {
      try {
        remove(full(name));
      } catch (IOException e) {
        System.err.println(e.getMessage());
      }
    }
    names.clear();
  }

  /// Removes the namespaces of runs whose process is gone.
  private static void removeStale() throws IOException {
    if (!Files.isDirectory(NAMED)) {
      return;
    }
    try (var files = Files.newDirectoryStream(NAMED, PREFIX + "*")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String[] parts = name.split("-");
        boolean numeric = parts.length > 2 && parts[1].matches("\\d{1,9}");
        if (numeric && ProcessHandle.of(Long.parseLong(parts[1])).isEmpty()) {
          remove(name);
        }
      }
    }
  }

  /// A namespace lives as long as a process in it, so those end first.
  private static void remove(String name) throws IOException {
    for (String pid : output(List.of("ip", "netns", "pids", name)).lines().toList()) {
      ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
    }
    ip("netns", "del", name);
  }

  private static void ip(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("ip"));
    all.addAll(List.of(arguments));
    String ignored = output(all);
  }

  private static String output(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + text.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return text;
  }
}
