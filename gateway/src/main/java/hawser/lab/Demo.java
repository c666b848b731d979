package hawser.lab;

import hawser.cli.ControlClient;
import hawser.doctor.Finding;
import hawser.doctor.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `hawser demo`: the page's example in namespaces.
///
/// ```
///                    172.16.200.0/24
///            .1 port1 ┌────────┐ .4 mgmt1
///  LAN-A ── FGT-A ────┤ switch ├──── FGT-B ── port9 ── server
///  10.1.100.0/24 │    └───┬────┘      │ port27        192.168.9.0/24
///          wan1 .1│       │ .3        │ 173.1.1.1
///       11.101.1.0│    SPOKE2         │
///                 └────── isp ────────┘
/// ```
public final class Demo {
  private static final Pattern STAT = Pattern.compile("stat: rxp=(\\d+) txp=(\\d+)");
  private static final int PINGS = 400;
  private static final int FAILED = 1;
  private static final int USAGE = 64;
  private static final int UNAVAILABLE = 69;

  private final Path home = Path.of(System.getenv().getOrDefault("HAWSER_HOME", "."));
  private final Namespaces net;
  private final Path work;
  private final Map<String, ControlClient> gateways = new LinkedHashMap<>();
  private final DemoPage page;
  private int failed;

  private Demo(Namespaces net, Path work) throws IOException {
    this.net = net;
    this.work = work;
    this.page = new DemoPage(net, work);
  }

  /// Runs the demo; with `--check` asserts what the page promises and ends.
  public static int run(List<String> words) throws IOException {
    List<String> rest = new ArrayList<>(words);
    boolean check = rest.remove("--check");
    int port = 0;
    if (rest.size() == 2
        && rest.getFirst().equals("--port")
        && rest.getLast().matches("\\d{1,5}")) {
      port = Integer.parseInt(rest.getLast());
      rest.clear();
    }
    if (!rest.isEmpty()) {
      System.err.println("usage: hawser demo [--check] [--port P]");
      return USAGE;
    }
    Finding tun = Host.tunDevice();
    if (!tun.isOk()) {
      System.err.println("demo: " + tun.detail() + ". This mends it: " + tun.fix());
      return UNAVAILABLE;
    }
    Path work = workDirectory();
    Namespaces net = new Namespaces();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> clean(net, work)));
    Demo demo;
    try {
      demo = new Demo(net, work);
      demo.build();
      demo.startGateways();
      demo.showAndVerify();
    } catch (IOException e) {
      System.err.println("demo: " + e.getMessage());
      return FAILED;
    }
    if (check) {
      System.out.println(
          demo.failed == 0 ? "demo: all checks passed" : "demo: " + demo.failed + " checks FAILED");
      return demo.failed == 0 ? 0 : FAILED;
    }
    demo.invite(port);
    return 0;
  }

  /// The launcher names the directory after its process, so that it can remove what a killed demo
  /// left.
  private static Path workDirectory() throws IOException {
    String given = System.getenv("HAWSER_DEMO_DIR");
    return given == null ? Files.createTempDirectory("hawser-demo") : Path.of(given);
  }

  private static void clean(Namespaces net, Path work) {
    net.close();
    try (var files = Files.walk(work)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      System.err.println("left behind: " + work);
    }
  }

  private void build() throws IOException {
    say("building FGT-A, FGT-B, a second spoke, hosts and routers in namespaces");
    net.add("fgt-a", "fgt-b", "spoke2", "switch", "isp", "lan-a", "server");
    net.in("switch", "ip", "link", "add", "br0", "type", "bridge");
    net.up("switch", "br0");
    for (String[] port :
        new String[][] {{"fgt-a", "port1"}, {"fgt-b", "mgmt1"}, {"spoke2", "port1"}}) {
      net.link(port[0], port[1], "switch", port[0]);
      net.in("switch", "ip", "link", "set", port[0], "master", "br0");
    }
    net.link("fgt-a", "wan1", "isp", "to-a");
    net.link("fgt-b", "port27", "isp", "to-b");
    net.address("isp", "to-a", "11.101.1.254/24");
    net.address("isp", "to-b", "173.1.1.254/24");
    net.in("isp", "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    net.link("fgt-a", "port2", "lan-a", "eth0");
    net.link("fgt-b", "port9", "server", "eth0");
    net.address("lan-a", "eth0", "10.1.100.11/24");
    net.address("server", "eth0", "192.168.9.2/24");
    net.in("lan-a", "ip", "route", "add", "default", "via", "10.1.100.1");
    net.in("server", "ip", "route", "add", "default", "via", "192.168.9.1");
  }

  private void startGateways() throws IOException {
    say(
        "the page's blocks are lab/demo/fgt-a.conf and fgt-b.conf; what it leaves out is in"
            + " *-more.conf");
    start("fgt-b", "fgt-b.conf", "fgt-b-more.conf");
    start("fgt-a", "fgt-a.conf", "fgt-a-more.conf");
    await(
        "both tunnels of FGT-A are up", () -> members().equals(List.of("server1_0", "server2_0")));
    start("spoke2", "spoke2.conf");
    expect(
        "server has the members server1_1 server1_0 server2_0",
        () -> members().equals(List.of("server1_1", "server1_0", "server2_0")));
  }

  private void start(String name, String... files) throws IOException {
    Path state = Files.createDirectory(work.resolve(name));
    List<String> command = new ArrayList<>(java("run"));
    for (String file : files) {
      command.add("--config");
      command.add(home.resolve("lab/demo").resolve(file).toString());
    }
    command.add("--state");
    command.add(state.toString());
    if (name.equals(DemoPage.HUB)) {
      command.addAll(page.arguments());
    }
    Path log = work.resolve(name + ".log");
    Process process = net.start(name, log, command);
    gateways.put(name, new ControlClient(state));
    await(
        name + " is ready",
        () -> {
          if (!process.isAlive()) {
            throw new IOException(name + " ended:\n" + Files.readString(log));
          }
          return Files.readString(log).contains("READY");
        });
  }

  private void showAndVerify() throws IOException {
    expect("ping from LAN-A to the server", () -> ping("lan-a", "192.168.9.2", 3));
    expect("ping from the server to LAN-A", () -> ping("server", "10.1.100.11", 3));
    transfer("lan-a", "server", "192.168.9.2");
    transfer("server", "lan-a", "10.1.100.11");

    Map<String, Long> before = sent("fgt-b", "server1_0", "server2_0", "server1_1");
    boolean answered = ping("server", "10.1.100.11", PINGS);
    Map<String, Long> split =
        difference(before, sent("fgt-b", "server1_0", "server2_0", "server1_1"));
    say("hub to 10.1.100.0/24, " + PINGS + " packets: " + split);
    expect("every one was answered", () -> answered);
    expect(
        "they split evenly over the tunnels of location 1.1.1.1",
        () -> even(split, "server1_0", "server2_0"));
    expect("none went to location 2.2.2.2", () -> split.getOrDefault("server1_1", -1L) == 0);

    Map<String, Long> beforeA = sent("fgt-a", "client1", "client2");
    ping("lan-a", "192.168.9.2", PINGS);
    Map<String, Long> splitA = difference(beforeA, sent("fgt-a", "client1", "client2"));
    say("spoke to hub, " + PINGS + " packets: " + splitA);
    expect("they split evenly too", () -> even(splitA, "client1", "client2"));

    say("pulling the cable between isp and both gateways");
    net.down("isp", "to-a");
    net.down("isp", "to-b");
    expect(
        "traffic goes on over the other tunnel",
        () -> eventually(() -> ping("lan-a", "192.168.9.2", 20)));
    net.up("isp", "to-a");
    net.up("isp", "to-b");
    expect(
        "the tunnel carries packets again when the link returns",
        () ->
            eventually(() -> {
              Map<String, Long> then = sent("fgt-b", "server2_0");
              boolean whole = ping("server", "10.1.100.11", 20);
              Map<String, Long> more = difference(then, sent("fgt-b", "server2_0"));
              return whole && more.getOrDefault("server2_0", 0L) > 5;
            }));

    expect("the hub's dashboard answers", page::answers);
    print("fgt-b", "diagnose vpn tunnel list");
    print("fgt-b", "diagnose sys ipsec-aggregate list");
  }

  private void invite(int port) throws IOException {
    for (String[] flow : DemoPage.FLOWS) {
      List<String> pace = new ArrayList<>(java("pace"));
      pace.addAll(List.of(flow).subList(1, flow.length));
      net.start(flow[0], work.resolve("pace-" + flow[0] + ".log"), pace);
    }
    say("everything is up, with traffic on all links. The dashboard, logged in for this run:");
    System.out.println("\n  " + page.open(port) + "\n");
    say("Look around from another terminal as well, for instance:");
    gateways.forEach((name, ignored) ->
        System.out.println("  ./hawser cli --state " + work.resolve(name) + "    # " + name));
    System.out.println("  ip netns exec " + net.full("lan-a") + " ping 192.168.9.2");
    System.out.println(
        "  ip netns exec " + net.full("isp") + " ip link set to-a down   # pull a cable");
    System.out.println("Ctrl-C takes everything down.");
    try {
      new java.util.concurrent.CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // Observations

  private List<String> members() throws IOException {
    return ask("fgt-b", "diagnose sys ipsec-aggregate list")
        .lines()
        .filter(line -> line.startsWith("        "))
        .map(String::strip)
        .toList();
  }

  private Map<String, Long> sent(String gateway, String... tunnels) throws IOException {
    Map<String, Long> packets = new LinkedHashMap<>();
    for (String tunnel : tunnels) {
      Matcher stat = STAT.matcher(ask(gateway, "diagnose vpn tunnel list name " + tunnel));
      packets.put(tunnel, stat.find() ? Long.parseLong(stat.group(2)) : -1);
    }
    return packets;
  }

  private static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Long> more = new LinkedHashMap<>();
    after.forEach((name, count) -> more.put(name, count - before.getOrDefault(name, 0L)));
    return more;
  }

  private static boolean even(Map<String, Long> split, String a, String b) {
    long first = split.getOrDefault(a, 0L);
    long second = split.getOrDefault(b, 0L);
    return first + second >= PINGS && Math.abs(first - second) * 100 <= 2 * (first + second);
  }

  private boolean ping(String from, String to, int count) throws IOException {
    String gap = count > 50 ? "0.004" : "0.05";
    try {
      return net.in(from, "ping", "-q", "-i", gap, "-W", "1", "-c", String.valueOf(count), to)
          .contains(" 0% packet loss");
    } catch (IOException e) {
      return false;
    }
  }

  private void transfer(String from, String to, String address) throws IOException {
    Path log = work.resolve("traffic-" + to + ".log");
    List<String> serve = new ArrayList<>(java("traffic"));
    serve.addAll(List.of("serve", "5001"));
    net.start(to, log, serve);
    await(to + " listens", () -> net.in(to, "ss", "-ltn").contains(":5001"));
    List<String> send = new ArrayList<>(java("traffic"));
    send.addAll(List.of("send", address, "5001", String.valueOf(20 << 20)));
    String[] result = new String[1];
    expect(
        "TCP from " + from + " to " + to,
        () -> {
          result[0] = net.in(from, send.toArray(new String[0])).strip();
          return true;
        });
    say("  " + result[0]);
  }

  private List<String> java(String subcommand) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xms32m",
            "-Xmx256m",
            "-XX:-UsePerfData",
            "--enable-native-access=hawser.linux",
            "--module-path",
            System.getProperty("jdk.module.path"),
            "-m",
            "hawser.gateway/hawser.Main",
            subcommand));
    return command;
  }

  private String ask(String gateway, String command) throws IOException {
    ControlClient client = gateways.get(gateway);
    if (client == null) {
      throw new IOException("no gateway " + gateway);
    }
    return client.run(command).text();
  }

  private void print(String gateway, String command) throws IOException {
    System.out.println("\n" + gateway.toUpperCase(java.util.Locale.ROOT) + " # " + command);
    System.out.println(ask(gateway, command));
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private void await(String what, Condition condition) throws IOException {
    if (!eventually(condition)) {
      StringBuilder logs = new StringBuilder();
      for (String name : gateways.keySet()) {
        Path log = work.resolve(name + ".log");
        logs.append("\n").append(name).append(":\n").append(Files.readString(log));
      }
      throw new IOException("not within 30 s: " + what + logs);
    }
  }

  private void expect(String what, Condition condition) throws IOException {
    boolean holds = condition.holds() || eventuallyIfWaiting(what, condition);
    System.out.println((holds ? "  ok    " : "  FAIL  ") + what);
    failed += holds ? 0 : 1;
  }

  /// Membership settles after the daemons are ready; everything else must hold at once.
  private static boolean eventuallyIfWaiting(String what, Condition condition) throws IOException {
    return (what.contains("members") || what.startsWith("ping")) && eventually(condition);
  }

  private static boolean eventually(Condition condition) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < end) {
      if (condition.holds()) {
        return true;
      }
      java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    return false;
  }

  private static void say(String text) {
    System.out.println("demo: " + text);
  }
}
