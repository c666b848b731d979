package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Two namespaces of one candidate, joined by one or two veth pairs, and the processes in them.
///
/// ```
///  192.168.9.1 (lo)                                   10.5.0.1 (lo)
///     server  172.16.1.1 wan1 ───────── wan1 172.16.1.2  client
///            [172.16.2.1 wan2 ───────── wan2 172.16.2.2]
/// ```
///
/// Every candidate has a pair of its own, so that all stay up while runs are interleaved. Names
/// hold our pid: `hawser-bench-PID-NUMBER-SIDE`; [#close] takes everything down.
final class Pair implements AutoCloseable {
  static final String PREFIX = "hawser-bench-";
  private static final Duration SHORT = Duration.ofSeconds(20);

  private final String prefix;
  private final Path work;
  private final List<String> namespaces = new ArrayList<>();
  private final List<Process> gateways = new ArrayList<>();
  private final List<Process> helpers = new ArrayList<>();
  private boolean closed;

  Pair(int number, Path work) throws IOException {
    this.prefix = PREFIX + ProcessHandle.current().pid() + "-" + number + "-";
    this.work = Files.createDirectories(work);
  }

  /// Makes the namespaces and their links.
  void build(int links) throws IOException {
    for (Side side : Side.values()) {
      add(namespace(side));
      in(side, "ip", "link", "set", "lo", "up");
      in(side, "ip", "addr", "add", side.inside + "/32", "dev", "lo");
      in(side, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.rp_filter=0");
    }
    for (int link = 1; link <= links; link++) {
      link(link);
    }
  }

  private synchronized void add(String namespace) throws IOException {
    refuseWhenClosed();
    Programs.output("ip", "netns", "add", namespace);
    namespaces.add(namespace);
  }

  /// An interrupted run must not start anything behind its own cleaning.
  private void refuseWhenClosed() throws IOException {
    if (closed) {
      throw new IOException("the run ends");
    }
  }

  private void link(int number) throws IOException {
    String device = wan(number);
    Programs.output(
        "ip",
        "link",
        "add",
        device,
        "netns",
        namespace(Side.SERVER),
        "type",
        "veth",
        "peer",
        "name",
        device,
        "netns",
        namespace(Side.CLIENT));
    for (Side side : Side.values()) {
      in(side, "ip", "addr", "add", side.outside(number) + "/24", "dev", device);
      in(side, "ip", "link", "set", device, "mtu", "1500", "up");
    }
  }

  /// Switches an offload of every veth on or off.
  void offload(String feature, String value, int links) throws IOException {
    for (Side side : Side.values()) {
      for (int link = 1; link <= links; link++) {
        in(side, "ethtool", "-K", wan(link), feature, value);
      }
    }
  }

  static String wan(int number) {
    return "wan" + number;
  }

  String namespace(Side side) {
    return prefix + side.label;
  }

  /// A file of this pair.
  Path file(String name) {
    return work.resolve(name);
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(file(name), text);
  }

  /// Runs a command in a namespace and returns what it printed.
  String in(Side side, String... command) throws IOException {
    return in(side, SHORT, List.of(command));
  }

  String in(Side side, Duration limit, List<String> command) throws IOException {
    return Programs.output(limit, inside(side, command));
  }

  /// Starts a gateway; its output goes to `NAME.log`, its CPU time counts as the candidate's.
  synchronized Process gateway(Side side, String name, List<String> command) throws IOException {
    Process process = start(side, name, command);
    gateways.add(process);
    return process;
  }

  /// Starts a load or its server; the caller ends it.
  synchronized Process helper(Side side, String name, List<String> command) throws IOException {
    Process process = start(side, name, command);
    helpers.add(process);
    return process;
  }

  private Process start(Side side, String name, List<String> command) throws IOException {
    refuseWhenClosed();
    Files.deleteIfExists(file(name + ".log"));
    return new ProcessBuilder(inside(side, command))
        .redirectErrorStream(true)
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectOutput(file(name + ".log").toFile())
        .start();
  }

  private List<String> inside(Side side, List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace(side)));
    all.addAll(command);
    return all;
  }

  /// Waits until a gateway's output holds a word.
  ///
  /// @throws IOException when it ends first or does not say it in time, with its last lines
  void awaitLog(Process process, String name, String word, Duration limit) throws IOException {
    try {
      Programs.await(
          name + " says " + word, limit, () -> log(name).contains(word) || !process.isAlive());
    } catch (IOException e) {
      throw new IOException(e.getMessage() + ": " + Programs.tail(log(name)), e);
    }
    if (!process.isAlive()) {
      throw new IOException(name + " ended: " + Programs.tail(log(name)));
    }
  }

  private String log(String name) throws IOException {
    return Files.readString(file(name + ".log"));
  }

  /// Gives a tunnel device the route to the other side's subnet.
  void route(Side side, String device) throws IOException {
    in(side, "ip", "link", "set", device, "up");
    in(side, "ip", "route", "replace", side.other().subnet, "dev", device, "src", side.inside);
  }

  void awaitDevice(Side side, String device) throws IOException {
    Programs.await(
        "device " + device,
        Duration.ofSeconds(10),
        () -> in(side, "ip", "-o", "link").contains(" " + device + ":"));
  }

  /// Waits until the two insides reach each other.
  void awaitPing() throws IOException {
    Programs.await("ping through the tunnel", Duration.ofSeconds(30), this::pings);
  }

  private boolean pings() {
    try {
      in(
          Side.CLIENT,
          "ping",
          "-q",
          "-c",
          "1",
          "-W",
          "1",
          "-I",
          Side.CLIENT.inside,
          Side.SERVER.inside);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  synchronized List<Long> gatewayPids() {
    return gateways.stream().map(Process::pid).toList();
  }

  synchronized void stopGateways() {
    gateways.forEach(Programs::end);
    gateways.clear();
  }

  @Override
  public synchronized void close() {
    closed = true;
    helpers.forEach(Programs::end);
    stopGateways();
    for (String namespace : namespaces) {
      try {
        remove(namespace);
      } catch (IOException e) {
        System.err.println("bench: " + e.getMessage());
      }
    }
    namespaces.clear();
  }

  /// Removes what runs left behind that were killed.
  static void removeStale() throws IOException {
    for (String line : Programs.output("ip", "netns", "list").lines().toList()) {
      String namespace = line.split(" ")[0];
      if (namespace.startsWith(PREFIX)) {
        String pid = namespace.substring(PREFIX.length()).split("-")[0];
        if (pid.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          remove(namespace);
        }
      }
    }
  }

  /// A namespace and every process that is still in it: all of them are ours.
  private static void remove(String namespace) throws IOException {
    for (String pid : Programs.output("ip", "netns", "pids", namespace).lines().toList()) {
      ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
    }
    Programs.output("ip", "netns", "del", namespace);
  }
}
