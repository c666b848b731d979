package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Floods of UDP by `udpload.c`: as many as one core sends; what counts is what arrives.
///
/// iperf3 can do neither a mix of sizes nor a flood whose control connection survives in the same
/// tunnel.
final class Datagrams {
  /// 64 bytes of payload, as `iperf3 -l 64`.
  static final List<String> SMALL = List.of("92");

  /// The simple IMIX, spread so that sizes alternate; the largest fits every tunnel.
  static final List<String> IMIX =
      List.of("40", "576", "40", "40", "576", "40", "1400", "40", "576", "40", "576", "40");

  private static final String PORT = "5202";

  private Datagrams() {}

  /// Thousands of packets a second that arrived at the server's inside.
  static double received(CTools tools, Pair pair, List<String> sizes, int seconds)
      throws IOException {
    String program = tools.build("udpload").toString();
    int listening = seconds + 2;
    Process receiver =
        pair.helper(
            Side.SERVER,
            "udpload",
            List.of(program, "receive", Side.SERVER.inside, PORT, String.valueOf(listening)));
    try {
      awaitBound(receiver);
      List<String> send =
          new ArrayList<>(
              List.of(
                  program,
                  "send",
                  Side.CLIENT.inside,
                  Side.SERVER.inside,
                  PORT,
                  String.valueOf(seconds + 1)));
      send.addAll(sizes);
      pair.in(Side.CLIENT, Duration.ofSeconds(seconds + 10L), send);
      Programs.await("the receiver's count", Duration.ofSeconds(10), () -> !receiver.isAlive());
    } finally {
      Programs.end(receiver);
    }
    String[] counted = Files.readString(pair.file("udpload.log")).strip().split(" ");
    if (counted.length != 2 || counted[0].equals("0")) {
      throw new IOException("no packet arrived");
    }
    return Double.parseDouble(counted[0]) / Double.parseDouble(counted[1]) * 1e6;
  }

  private static void awaitBound(Process receiver) throws IOException {
    Path sockets = Path.of("/proc", String.valueOf(receiver.pid()), "net/udp");
    Programs.await(
        "the receiver listens",
        Duration.ofSeconds(5),
        () -> Files.readString(sockets).contains(":1452 "));
  }
}
