package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// TCP flows by iperf3: CUBIC pinned, the segment size the same for every candidate, the first
/// second left out.
final class Iperf {
  /// Fits every candidate's tunnel: an inner MTU of 1,400 bytes.
  private static final String SEGMENT = "1360";

  /// Port 5201 in the state LISTEN (0A), as /proc/net/tcp6 and /proc/net/tcp write it.
  private static final Pattern LISTENS = Pattern.compile(":1451 [0-9A-F]+:0000 0A");

  private static final Pattern RATE = Pattern.compile("\"bits_per_second\":\\s*([0-9.eE+]+)");
  private static final Pattern INTERVAL = Pattern.compile("\"sum\":\\s*\\{[^}]*\\}");

  /// What follows the intervals; an interval's own `end` is a number.
  private static final Pattern SUMMARY = Pattern.compile("\"end\":\\s*\\{");

  private Iperf() {}

  /// Which end sends.
  enum Sender {
    CLIENT,
    SERVER
  }

  static Optional<String> missing() {
    return Programs.find("iperf3").isPresent()
        ? Optional.empty()
        : Optional.of("no iperf3: apt-get install iperf3");
  }

  /// Gigabits a second that arrived.
  static double flows(Pair pair, int flows, Sender sender, int seconds) throws IOException {
    List<String> more = new ArrayList<>(List.of("-P", String.valueOf(flows), "-O", "1"));
    if (sender == Sender.SERVER) {
      more.add("-R");
    }
    String json = run(pair, seconds, more);
    int sum = json.indexOf("\"sum_received\"");
    Matcher rate = RATE.matcher(json);
    if (sum < 0 || !rate.find(sum)) {
      throw new IOException("iperf3 gave no result: " + json.strip());
    }
    return Double.parseDouble(rate.group(1)) / 1e9;
  }

  /// Gigabits a second of every second of one flow, from its start.
  static List<Double> everySecond(Pair pair, int seconds) throws IOException {
    return intervals(run(pair, seconds, List.of()));
  }

  /// The rates of the intervals of iperf3's report.
  static List<Double> intervals(String json) {
    String intervals = SUMMARY.split(json, 2)[0];
    List<Double> rates = new ArrayList<>();
    Matcher interval = INTERVAL.matcher(intervals);
    while (interval.find()) {
      Matcher rate = RATE.matcher(interval.group());
      if (rate.find()) {
        rates.add(Double.parseDouble(rate.group(1)) / 1e9);
      }
    }
    return rates;
  }

  private static String run(Pair pair, int seconds, List<String> more) throws IOException {
    Process server = pair.helper(Side.SERVER, "iperf3", List.of("iperf3", "-s", "-1"));
    try {
      awaitListening(server);
      List<String> client =
          new ArrayList<>(
              List.of(
                  "iperf3",
                  "-J",
                  "-C",
                  "cubic",
                  "-M",
                  SEGMENT,
                  "-t",
                  String.valueOf(seconds),
                  "-c",
                  Side.SERVER.inside,
                  "-B",
                  Side.CLIENT.inside));
      client.addAll(more);
      return pair.in(Side.CLIENT, Duration.ofSeconds(seconds + 15L), client);
    } finally {
      Programs.end(server);
    }
  }

  private static void awaitListening(Process server) throws IOException {
    Path net = Path.of("/proc", String.valueOf(server.pid()), "net");
    Programs.await(
        "iperf3 listens",
        Duration.ofSeconds(5),
        () ->
            LISTENS.matcher(Files.readString(net.resolve("tcp6"))).find()
                || LISTENS.matcher(Files.readString(net.resolve("tcp"))).find());
  }
}
