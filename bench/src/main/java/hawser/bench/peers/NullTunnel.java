package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The ceiling: the same system calls and copies as a gateway, in C, without a cipher.
record NullTunnel(CTools tools) implements Candidate {
  private static final String DEVICE = "null0";

  @Override
  public String name() {
    return "null";
  }

  @Override
  public Optional<String> missing() {
    return tools.missing();
  }

  @Override
  public String version() throws IOException {
    return "null-cipher tunnel in C, " + tools.compiler();
  }

  @Override
  public void start(Pair pair) throws IOException {
    Path program = tools.build("nulltun");
    for (Side side : Side.values()) {
      String local = side.outside(1);
      String remote = side.other().outside(1);
      pair.gateway(side, side.label, List.of(program.toString(), DEVICE, local, remote));
      pair.awaitDevice(side, DEVICE);
      pair.in(side, "ip", "link", "set", DEVICE, "mtu", "1400");
      pair.route(side, DEVICE);
    }
    pair.awaitPing();
  }
}
