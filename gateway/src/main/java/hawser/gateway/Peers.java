package hawser.gateway;

import hawser.config.SecretStore;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/// Which peers were connected, kept in a file: after a crash they are told that we forgot them, so
/// that they dial again at once and not only when their own probes find out.
final class Peers {
  private static final int MOST = 10_000;

  private final java.nio.file.Path file;
  private long seen = -1;
  private Set<String> written = Set.of();

  Peers(java.nio.file.Path file) {
    this.file = file;
  }

  /// Writes the file, if there are other peers than the last time.
  void remember(Tunnels tunnels) {
    if (tunnels.generation() == seen) {
      return;
    }
    Set<String> now = new TreeSet<>();
    for (Tunnel tunnel : tunnels.all()) {
      Port port = tunnel.port;
      if (port != null && now.size() < MOST) {
        tunnel
            .session()
            .ifPresent(s ->
                now.add(
                    port.key.address()
                        + " "
                        + s.path().remote().address()
                        + " "
                        + s.path().remote().port()));
      }
    }
    if (!now.equals(written)) {
      try {
        SecretStore.writeAtomically(
            file, (String.join("\n", now) + "\n").getBytes(StandardCharsets.UTF_8));
        written = now;
      } catch (IOException e) {
        Log.warn("cannot remember the peers: " + e.getMessage());
        return;
      }
    }
    seen = tunnels.generation();
  }

  void hint(Tunnels tunnels, Collection<Port> ports) {
    try {
      if (!Files.exists(file)) {
        return;
      }
      for (String line : Files.readAllLines(file)) {
        String[] words = line.split(" ");
        if (words.length == 3) {
          IpAddress local = IpAddress.parse(words[0]);
          Endpoint remote = new Endpoint(IpAddress.parse(words[1]), Integer.parseInt(words[2]));
          for (Port port : ports) {
            if (port.key.address().equals(local)) {
              tunnels.giveHint(port, remote);
            }
          }
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      Log.warn("the file of peers is not usable: " + e.getMessage());
    }
  }
}
