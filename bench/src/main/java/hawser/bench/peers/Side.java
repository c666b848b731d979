package hawser.bench.peers;

/// The two ends of a pair. The client opens connections; `-back` tests send from the server.
enum Side {
  SERVER("server", "172.16.%d.1", "192.168.9.1", "192.168.9.0/24"),
  CLIENT("client", "172.16.%d.2", "10.5.0.1", "10.5.0.0/24");

  final String label;
  private final String outside;

  /// The address behind the gateway, on the loopback device of the namespace.
  final String inside;

  final String subnet;

  Side(String label, String outside, String inside, String subnet) {
    this.label = label;
    this.outside = outside;
    this.inside = inside;
    this.subnet = subnet;
  }

  Side other() {
    return this == SERVER ? CLIENT : SERVER;
  }

  /// The address on a link, counted from 1.
  String outside(int link) {
    return outside.formatted(link);
  }
}
