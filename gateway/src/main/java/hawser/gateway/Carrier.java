package hawser.gateway;

import hawser.esp.Fragmentation;
import hawser.esp.OutboundSas;
import hawser.ike.Encapsulation;
import hawser.net.Burst;
import hawser.net.Endpoint;
import org.jspecify.annotations.Nullable;

/// A tunnel as one worker sees it: where its packets go and what it has counted. Owned by the
/// worker; other threads read it through [Workers#ask].
final class Carrier {
  final String name;
  final Sockets sockets;
  @Nullable Outlet outlet;
  OutboundSas outbound = OutboundSas.NONE;
  Encapsulation encapsulation = Encapsulation.NONE;
  Endpoint remote;

  /// The longest inner packet that fits the path whole.
  int mtu = 1280;

  /// The same for all tunnels that packets of the same flow may take.
  int flowMtu = 1280;

  Fragmentation fragmentation = Fragmentation.POST_ENCAPSULATION;

  /// What waits to be sent, while the worker collects.
  @Nullable Burst burst;

  final Tallies tallies = new Tallies();
  long rxPackets;
  long rxBytes;
  long txPackets;
  long txBytes;
  long lastIn;
  long lastOut;
  long started = System.nanoTime();

  Carrier(String name, Sockets sockets, Endpoint remote) {
    this.name = name;
    this.sockets = sockets;
    this.remote = remote;
  }

  /// Sends what this SA carries on it from now on.
  void sendOn(OutboundSas.Entry next, Encapsulation nextEncapsulation) {
    outbound = outbound.with(next);
    encapsulation = nextEncapsulation;
  }

  /// Nothing is sent on it any more, if another SA has not taken over before.
  void stopSendingOn(int spi) {
    outbound = outbound.without(spi);
  }

  /// Counts a packet that was delivered: FortiOS counts the octets of the wire.
  void received(int wireLength, long now) {
    rxPackets++;
    rxBytes += wireLength;
    lastIn = now;
  }

  /// Counts a packet that was sent: FortiOS counts the octets of the inner packet.
  void sent(int innerLength, long now) {
    txPackets++;
    txBytes += innerLength;
    lastOut = now;
  }

  void resetCounters() {
    rxPackets = 0;
    rxBytes = 0;
    txPackets = 0;
    txBytes = 0;
    tallies.clear();
  }
}
