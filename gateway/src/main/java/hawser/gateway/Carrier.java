package hawser.gateway;

import hawser.esp.Fragmentation;
import hawser.esp.OutboundSa;
import hawser.ike.Encapsulation;
import hawser.net.Burst;
import hawser.net.Endpoint;
import org.jspecify.annotations.Nullable;

/// A tunnel as the worker sees it: where its packets go and what it has counted. Owned by the
/// worker; other threads read it through [Worker#call].
final class Carrier {
  final String name;
  final Port port;
  @Nullable Outlet outlet;
  @Nullable OutboundSa outbound;
  Encapsulation encapsulation = Encapsulation.NONE;
  Endpoint remote;

  /// The longest inner packet that fits the path whole.
  int mtu = 1280;

  /// The same for all tunnels that packets of the same flow may take.
  int flowMtu = 1280;

  Fragmentation fragmentation = Fragmentation.POST_ENCAPSULATION;

  /// What waits to be sent, while the worker collects.
  @Nullable Burst burst;

  long rxPackets;
  long rxBytes;
  long txPackets;
  long txBytes;
  long lastIn;
  long lastOut;
  long started = System.nanoTime();

  Carrier(String name, Port port, Endpoint remote) {
    this.name = name;
    this.port = port;
    this.remote = remote;
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
}
