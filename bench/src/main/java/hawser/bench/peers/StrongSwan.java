package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// strongSwan with its user-space ESP (`kernel-libipsec`: always inside UDP), IKEv2.
record StrongSwan(String name, String suite) implements Candidate {
  private static final String DAEMON = "/usr/sbin/charon-systemd";

  /// FortiOS spelling to strongSwan's.
  private static final Map<String, String> SUITES =
      Map.of(
          "aes128gcm", "aes128gcm16",
          "aes256gcm", "aes256gcm16",
          "aes128-sha1", "aes128-sha1",
          "aes128-sha256", "aes128-sha256",
          "chacha20poly1305", "chacha20poly1305");

  @Override
  public Optional<String> missing() {
    boolean here = Files.isExecutable(Path.of(DAEMON)) && Programs.find("swanctl").isPresent();
    boolean plugin =
        Files.exists(Path.of("/usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so"));
    return here && plugin
        ? Optional.empty()
        : Optional.of(
            "no strongSwan: apt-get install charon-systemd strongswan-swanctl"
                + " libcharon-extra-plugins");
  }

  @Override
  public String version() throws IOException {
    return Programs.version("swanctl", "--version") + ", kernel-libipsec, " + suite;
  }

  @Override
  public void start(Pair pair) throws IOException {
    for (Side side : Side.values()) {
      Path settings = pair.write("strongswan-" + side.label + ".conf", settings(pair, side));
      List<String> daemon = List.of("env", "STRONGSWAN_CONF=" + settings, DAEMON);
      Process process = pair.gateway(side, side.label, daemon);
      Programs.await(
          "charon's socket",
          Duration.ofSeconds(20),
          () -> process.isAlive() && Files.exists(socket(pair, side)));
      Path connection = pair.write("swanctl-" + side.label + ".conf", connection(side));
      swanctl(pair, side, "--load-all", "--file", connection.toString());
    }
    swanctl(pair, Side.CLIENT, "--initiate", "--child", "net");
    for (Side side : Side.values()) {
      pair.in(side, "ip", "link", "set", "ipsec0", "txqueuelen", "5000");
    }
    pair.awaitPing();
  }

  private static void swanctl(Pair pair, Side side, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("swanctl"));
    command.addAll(List.of(words));
    command.addAll(List.of("--uri", "unix://" + socket(pair, side)));
    pair.in(side, Duration.ofSeconds(20), command);
  }

  private static Path socket(Pair pair, Side side) {
    return pair.file("vici-" + side.label);
  }

  private static String settings(Pair pair, Side side) {
    return """
    charon-systemd {
      load = random nonce openssl kdf kernel-libipsec kernel-netlink socket-default vici
      plugins {
        vici { socket = unix://%s }
        kernel-libipsec { allow_peer_ts = yes }
      }
    }
    """
        .formatted(socket(pair, side));
  }

  private String connection(Side side) {
    return """
    connections {
      pair {
        version = 2
        local_addrs = %s
        remote_addrs = %s
        proposals = aes128-sha256-x25519
        encap = yes
        local { auth = psk }
        remote { auth = psk }
        children {
          net {
            local_ts = %s
            remote_ts = %s
            esp_proposals = %s
          }
        }
      }
    }
    secrets {
      ike-any { secret = bench-secret }
    }
    """
        .formatted(
            side.outside(1),
            side.other().outside(1),
            side.subnet,
            side.other().subnet,
            SUITES.getOrDefault(suite, suite));
  }
}
