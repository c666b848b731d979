package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// wireguard-go: Debian's, or a build of your own.
///
/// Its control socket is a path outside any namespace, hence device names with our pid.
record WireGuard(String name, Optional<Path> program, String advice) implements Candidate {
  private static final String PORT = "51820";

  @Override
  public Optional<String> missing() {
    if (program.isEmpty() || !Files.isExecutable(program.get())) {
      return Optional.of(advice);
    }
    return Programs.find("wg").isPresent()
        ? Optional.empty()
        : Optional.of("no wg: apt-get install wireguard-tools");
  }

  @Override
  public String version() throws IOException {
    return Programs.version(executable(), "--version");
  }

  @Override
  public void start(Pair pair) throws IOException {
    for (Side side : Side.values()) {
      String device = device(side);
      pair.gateway(side, side.label, List.of(executable(), "-f", device));
      pair.awaitDevice(side, device);
      String key = pair.file("key-" + side.label).toString();
      pair.in(
          side,
          "sh",
          "-c",
          "umask 077; wg genkey >" + key + "; wg pubkey <" + key + " >" + key + ".pub");
      pair.in(side, "wg", "set", device, "private-key", key, "listen-port", PORT);
    }
    for (Side side : Side.values()) {
      String peer = Files.readString(pair.file("key-" + side.other().label + ".pub")).strip();
      pair.in(
          side,
          "wg",
          "set",
          device(side),
          "peer",
          peer,
          "endpoint",
          side.other().outside(1) + ":" + PORT,
          "allowed-ips",
          side.other().subnet);
      pair.route(side, device(side));
    }
    pair.awaitPing();
  }

  private String executable() {
    return program.map(Path::toString).orElse("wireguard-go");
  }

  private String device(Side side) {
    String kind = name.equals("wireguard-go") ? "d" : "o";
    return "wg" + ProcessHandle.current().pid() + kind + side.label.charAt(0);
  }
}
