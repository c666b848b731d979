package hawser.gateway;

import hawser.ike.Path;
import hawser.linux.OsException;
import hawser.linux.RawEspSocket;
import hawser.linux.UdpSocket;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import java.util.Optional;

/// Where tunnels of one interface meet the network: an address of ours on a device, with its
/// sockets. The worker receives and sends ESP on them; the IKE thread only sends datagrams.
final class Port implements AutoCloseable {
  /// What identifies a port.
  record Key(String device, IpAddress address) {}

  final Key key;
  private final Optional<String> device;
  final int link;
  final UdpSocket ike;
  final UdpSocket natted;
  final RawEspSocket esp;

  private Port(
      Key key,
      Optional<String> device,
      int link,
      UdpSocket ike,
      UdpSocket natted,
      RawEspSocket esp) {
    this.key = key;
    this.device = device;
    this.link = link;
    this.ike = ike;
    this.natted = natted;
    this.esp = esp;
  }

  /// Opens all three sockets or none.
  static Port open(Key key, int link, boolean bindToDevice) throws OsException {
    Optional<String> device = bindToDevice ? Optional.of(key.device) : Optional.empty();
    UdpSocket ike = UdpSocket.open(new Endpoint(key.address, Path.IKE_PORT), device);
    try {
      UdpSocket natted = UdpSocket.open(new Endpoint(key.address, Path.NAT_PORT), device);
      boolean ignored = natted.joinReceived();
      try {
        return new Port(key, device, link, ike, natted, RawEspSocket.open(key.address, device));
      } catch (OsException e) {
        natted.close();
        throw e;
      }
    } catch (OsException e) {
      ike.close();
      throw e;
    }
  }

  /// The device that the sockets are bound to.
  Optional<String> device() {
    return device;
  }

  /// Sends an IKE message; on port 4500 behind the non-ESP marker (RFC 3948 section 2.2).
  void send(Path path, byte[] message) throws OsException {
    if (path.local().port() == Path.NAT_PORT) {
      natted.send(path.remote(), marked(message));
    } else {
      ike.send(path.remote(), message);
    }
  }

  /// Sends an IKE message with DF set.
  void sendUncut(Path path, byte[] message) throws OsException {
    if (path.local().port() == Path.NAT_PORT) {
      natted.sendUncut(path.remote(), marked(message));
    } else {
      ike.sendUncut(path.remote(), message);
    }
  }

  private static byte[] marked(byte[] message) {
    byte[] marked = new byte[message.length + 4];
    System.arraycopy(message, 0, marked, 4, message.length);
    return marked;
  }

  @Override
  public void close() {
    ike.close();
    natted.close();
    esp.close();
  }
}
