package hawser.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Makes candidates from their names.
record Candidates(Path home, Options options, CTools tools) {
  private static final List<String> PEERS =
      List.of("hawser", "null", "strongswan", "wireguard-go", "wireguard-go-current", "openvpn");
  private static final List<String> VARIANTS =
      List.of(
          "hawser+ipsec-mb",
          "hawser+jdk",
          "hawser+raw",
          "hawser+2members",
          "hawser+aes256gcm",
          "hawser+aes128-sha1",
          "hawser+aes128-sha256",
          "hawser+chacha20poly1305");

  /// Every candidate of this run, the one that others are compared with first.
  ///
  /// @throws IllegalArgumentException for a name it does not know
  List<Candidate> chosen() {
    List<String> names = new ArrayList<>(options.only);
    if (names.isEmpty()) {
      names.addAll(PEERS);
      if (!options.peersOnly) {
        names.addAll(VARIANTS);
      }
    }
    return names.stream().map(this::named).toList();
  }

  private Candidate named(String name) {
    List<String> words = Arrays.asList(name.split("\\+"));
    String kind = words.getFirst();
    List<String> more = words.subList(1, words.size());
    if (kind.equals("hawser")) {
      return new HawserCandidate(name, home, HawserVariant.of(more));
    }
    if (kind.startsWith("hawser@")) {
      Path other = options.checkouts.get(kind.substring("hawser@".length()));
      if (other == null) {
        throw new IllegalArgumentException(name + ": no --checkout of that name");
      }
      return new HawserCandidate(name, other, HawserVariant.of(more));
    }
    return switch (kind) {
      case "null" -> new NullTunnel(tools);
      case "veth" -> new PlainVeth();
      case "openvpn" -> new OpenVpn();
      case "wireguard-go" ->
          new WireGuard(
              name,
              Programs.find("wireguard-go"),
              "no wireguard-go: apt-get install wireguard-go wireguard-tools");
      case "wireguard-go-current" ->
          new WireGuard(
              name, options.wireguardGo, "give one with --wireguard-go PATH; see bench/README.md");
      case "strongswan" ->
          new StrongSwan(name, more.isEmpty() ? HawserVariant.DEFAULT_SUITE : more.getFirst());
      default -> throw new IllegalArgumentException("unknown candidate '" + name + "'");
    };
  }

  /// Hawser's variants and a peer's other suites are measured with one TCP flow only, unless tests
  /// were asked for by name.
  boolean takes(Candidate candidate, Load load) {
    if (load == Load.START) {
      return candidate.warmth() == Candidate.Warmth.COMPILES_WHILE_RUNNING
          && !candidate.name().contains("+");
    }
    return options.tests.isPresent() || load == Load.TCP || !candidate.name().contains("+");
  }
}
