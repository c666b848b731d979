package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// OpenVPN between two peers: TLS with pinned self-signed certificates, AES-128-GCM, in user space.
record OpenVpn() implements Candidate {
  private static final String DEVICE = "ovpn0";
  private static final String BUFFER = "4194304";

  @Override
  public String name() {
    return "openvpn";
  }

  @Override
  public Optional<String> missing() {
    return Programs.find("openvpn").isPresent() && Programs.find("openssl").isPresent()
        ? Optional.empty()
        : Optional.of("no OpenVPN: apt-get install openvpn openssl");
  }

  @Override
  public String version() throws IOException {
    String[] words = Programs.version("openvpn", "--version").split(" ");
    return words[0] + " " + words[1] + ", AES-128-GCM, without DCO";
  }

  @Override
  public void start(Pair pair) throws IOException {
    for (Side side : Side.values()) {
      certify(pair, side);
    }
    for (Side side : Side.values()) {
      pair.gateway(side, side.label, command(pair, side));
    }
    for (Side side : Side.values()) {
      pair.awaitDevice(side, DEVICE);
      pair.route(side, DEVICE);
    }
    pair.awaitPing();
  }

  private static void certify(Pair pair, Side side) throws IOException {
    String request =
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN="
            + side.label;
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(request.split(" ")));
    command.addAll(
        List.of("-keyout", key(pair, side).toString(), "-out", certificate(pair, side).toString()));
    Programs.output(Duration.ofSeconds(20), command);
  }

  private static List<String> command(Pair pair, Side side) throws IOException {
    String fingerprint =
        Programs.output(
            "openssl",
            "x509",
            "-noout",
            "-sha256",
            "-fingerprint",
            "-in",
            certificate(pair, side.other()).toString());
    List<String> command = new ArrayList<>(List.of("openvpn"));
    option(command, "--dev", DEVICE);
    option(command, "--dev-type", "tun");
    option(command, "--local", side.outside(1));
    option(command, "--remote", side.other().outside(1));
    option(command, "--ifconfig", inner(side), inner(side.other()));
    if (side == Side.SERVER) {
      option(command, "--tls-server");
      option(command, "--dh", "none");
    } else {
      option(command, "--tls-client");
    }
    option(command, "--cert", certificate(pair, side).toString());
    option(command, "--key", key(pair, side).toString());
    option(command, "--peer-fingerprint", fingerprint.strip().split("=")[1]);
    option(command, "--data-ciphers", "AES-128-GCM");
    option(command, "--tun-mtu", "1400");
    option(command, "--mssfix", "0");
    option(command, "--sndbuf", BUFFER);
    option(command, "--rcvbuf", BUFFER);
    option(command, "--txqueuelen", "1000");
    option(command, "--fast-io");
    option(command, "--disable-dco");
    option(command, "--verb", "3");
    return command;
  }

  private static void option(List<String> command, String... words) {
    command.addAll(List.of(words));
  }

  private static String inner(Side side) {
    return side == Side.SERVER ? "10.99.0.1" : "10.99.0.2";
  }

  private static Path key(Pair pair, Side side) {
    return pair.file("openvpn-" + side.label + ".key");
  }

  private static Path certificate(Pair pair, Side side) {
    return pair.file("openvpn-" + side.label + ".pem");
  }
}
