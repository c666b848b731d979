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

  /// When a packet was last opened and sealed, as [Traffic] read it last; 0 for never.
  long lastIn;

  long lastOut;

  /// Few sequence numbers are left.
  boolean exhausted;

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

  /// Where the peer is now. False when it was there already.
  boolean moveTo(Endpoint next, Workers workers) {
    if (next.equals(remote)) {
      return false;
    }
    remote = next;
    workers.post(worker -> of(worker).remote = next);
    return true;
  }
}
