package hawser.gateway;

import hawser.net.Endpoint;
import java.util.ArrayList;
import java.util.List;

/// What carries a tunnel's packets: a [Carrier] of each worker. Owned by the control loop, which
/// remembers here where the peer is.
final class Carriers {
  final Port port;
  private final List<Carrier> all = new ArrayList<>();
  private Endpoint remote;

  Carriers(String name, Port port, Endpoint remote, Workers workers) {
    this.port = port;
    this.remote = remote;
    for (Worker worker : workers.all()) {
      all.add(new Carrier(name, port.sockets(worker), remote));
    }
  }

  Carrier of(Worker worker) {
    return all.get(worker.index);
  }

  Endpoint remote() {
    return remote;
  }

  /// The peer is somewhere else now.
  void moveTo(Endpoint next, Workers workers) {
    if (!next.equals(remote)) {
      remote = next;
      workers.post(worker -> of(worker).remote = next);
    }
  }
}
