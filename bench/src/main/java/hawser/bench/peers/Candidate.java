package hawser.bench.peers;

import java.io.IOException;
import java.util.Optional;

/// Something that carries packets between the two insides of a [Pair].
interface Candidate {
  /// The name it is chosen by and reported under.
  String name();

  /// What is missing on this machine, with the package that brings it.
  Optional<String> missing();

  /// Its version, as its own program says it.
  String version() throws IOException;

  /// Starts both gateways and routes the subnets through the tunnel; returns when it is up.
  void start(Pair pair) throws IOException;

  /// How many veth pairs it runs over.
  default int links() {
    return 1;
  }

  /// Whether it needs the long warm-up of a just-in-time compiler.
  default Warmth warmth() {
    return Warmth.NATIVE;
  }

  /// How long a candidate takes to reach its speed.
  enum Warmth {
    NATIVE,
    COMPILES_WHILE_RUNNING
  }
}
