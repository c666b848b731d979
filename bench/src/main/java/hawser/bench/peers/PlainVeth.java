package hawser.bench.peers;

import java.io.IOException;
import java.util.Optional;

/// No tunnel: what the namespaces and iperf3 can do.
record PlainVeth() implements Candidate {
  @Override
  public String name() {
    return "veth";
  }

  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public String version() {
    return "no tunnel";
  }

  @Override
  public void start(Pair pair) throws IOException {
    for (Side side : Side.values()) {
      pair.in(side, "ip", "route", "replace", side.other().subnet, "via", side.other().outside(1));
    }
    pair.awaitPing();
  }
}
