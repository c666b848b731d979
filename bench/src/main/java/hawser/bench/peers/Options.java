package hawser.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The words of the command line.
final class Options {
  static final String USAGE =
      """
      usage: hawser bench [OPTION]...
        --quick                  one round of 3 s, hawser and null, one TCP flow
        --peers                  hawser and the peers only, without Hawser's own variants
        --only NAME,...          these candidates: hawser[@CHECKOUT][+WORD]..., null, veth, strongswan[+SUITE],
                                 wireguard-go, wireguard-go-current, openvpn
        --tests NAME,...         tcp tcp-back tcp4 tcp4-back udp64 imix latency start
        --rounds N               rounds, interleaved (5)
        --seconds N              seconds of each run (6)
        --warm N                 seconds of warm-up of a JVM (15)
        --busy                   other programs go on: waits for no quiet moment and repeats no run
        --no-udp-offload         ethtool -K VETH tx-udp-segmentation off, like a card without it
        --wireguard-go PATH      a wireguard-go of your own, as wireguard-go-current
        --checkout NAME=DIR      another built checkout, as hawser@NAME
        --json FILE              every sample
        --doc                    updates docs/PERFORMANCE.md; a run of everything does so anyway
      """;

  int rounds = 5;
  int seconds = 6;
  int warm = 15;
  boolean peersOnly;
  boolean document;
  boolean noUdpOffload;
  boolean busy;
  List<String> only = List.of();
  Optional<Set<Load>> tests = Optional.empty();
  Optional<Path> wireguardGo = Optional.empty();
  Optional<Path> json = Optional.empty();
  final Map<String, Path> checkouts = new LinkedHashMap<>();

  private Options() {}

  /// @throws IllegalArgumentException for what it does not understand
  static Options of(List<String> words) {
    Options options = new Options();
    List<String> rest = new ArrayList<>(words);
    if (rest.remove("--quick")) {
      options.rounds = 1;
      options.seconds = 3;
      options.only = List.of("hawser", "null");
      options.tests = Optional.of(EnumSet.of(Load.TCP));
    }
    while (!rest.isEmpty()) {
      options.take(rest.removeFirst(), rest);
    }
    return options;
  }

  /// Whether nothing was left out.
  boolean whole() {
    return only.isEmpty() && tests.isEmpty() && !peersOnly;
  }

  /// The name of the block of docs/PERFORMANCE.md that this run fills.
  String block() {
    return noUdpOffload ? "software segmentation" : "devices as they are";
  }

  private void take(String word, List<String> rest) {
    switch (word) {
      case "--peers" -> peersOnly = true;
      case "--no-udp-offload" -> noUdpOffload = true;
      case "--busy" -> busy = true;
      case "--rounds" -> rounds = number(word, rest, 1, 100);
      case "--seconds" -> seconds = number(word, rest, 1, 600);
      case "--warm" -> warm = number(word, rest, 0, 600);
      case "--only" -> only = list(word, rest);
      case "--tests" ->
          tests =
              Optional.of(EnumSet.copyOf(list(word, rest).stream().map(Options::load).toList()));
      case "--wireguard-go" -> wireguardGo = Optional.of(Path.of(value(word, rest)));
      case "--json" -> json = Optional.of(Path.of(value(word, rest)));
      case "--doc" -> document = true;
      case "--checkout" -> checkout(value(word, rest));
      default -> throw new IllegalArgumentException("unknown option '" + word + "'");
    }
  }

  private void checkout(String value) {
    String[] parts = value.split("=", 2);
    if (parts.length < 2) {
      throw new IllegalArgumentException("--checkout wants NAME=DIR");
    }
    checkouts.put(parts[0], Path.of(parts[1]).toAbsolutePath());
  }

  private static String value(String word, List<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(word + " wants a value");
    }
    return rest.removeFirst();
  }

  private static int number(String word, List<String> rest, int least, int most) {
    String value = value(word, rest);
    if (!value.matches("\\d{1,4}")
        || Integer.parseInt(value) < least
        || Integer.parseInt(value) > most) {
      throw new IllegalArgumentException(word + " wants a number from " + least + " to " + most);
    }
    return Integer.parseInt(value);
  }

  private static List<String> list(String word, List<String> rest) {
    return List.of(value(word, rest).split(","));
  }

  private static Load load(String name) {
    Map<String, Load> loads =
        Arrays.stream(Load.values()).collect(Collectors.toMap(Load::label, Function.identity()));
    Load load = loads.get(name);
    if (load == null) {
      throw new IllegalArgumentException("unknown test '" + name + "'");
    }
    return load;
  }
}
