package hawser.gateway;

import hawser.ike.Path;
import hawser.linux.OsException;
import hawser.linux.RawEspSocket;
import hawser.linux.UdpSocket;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Where tunnels of one interface meet the network: an address of ours on a device, with its
/// sockets. Each worker receives and sends ESP on its own ones, worker 0 receives IKE; the control
/// loop only sends datagrams.
final class Port implements AutoCloseable {
  /// What identifies a port.
  record Key(String device, IpAddress address) {}

  final Key key;
  private final Optional<String> device;
  final int link;
  final UdpSocket ike;
  private final List<Sockets> sockets;

  private Port(
      Key key,
      Optional<String> device,
      int link,
      UdpSocket ike,
      List<UdpSocket> natted,
      List<RawEspSocket> esp) {
    this.key = key;
    this.device = device;
    this.link = link;
    this.ike = ike;
    this.sockets =
        IntStream.range(0, natted.size())
            .mapToObj(i -> new Sockets(this, natted.get(i), esp.get(i)))
            .toList();
  }

  /// Opens all sockets, those for ESP once for each worker, or none.
  static Port open(Key key, int link, boolean bindToDevice, int workers) throws OsException {
    Optional<String> device = bindToDevice ? Optional.of(key.device) : Optional.empty();
    UdpSocket ike = UdpSocket.open(new Endpoint(key.address, Path.IKE_PORT), device);
    try {
      List<UdpSocket> natted =
          UdpSocket.openGroup(new Endpoint(key.address, Path.NAT_PORT), device, workers);
      natted.forEach(UdpSocket::joinReceived);
      try {
        List<RawEspSocket> esp = RawEspSocket.openGroup(key.address, device, workers);
        return new Port(key, device, link, ike, natted, esp);
      } catch (OsException e) {
        natted.forEach(UdpSocket::close);
        throw e;
      }
    } catch (OsException e) {
      ike.close();
      throw e;
    }
  }

  Sockets sockets(Worker worker) {
    return sockets.get(worker.index);
  }

  /// Our address with port 4500.
  Endpoint natted() {
    return sockets.getFirst().natted().local();
  }

  /// The device that the sockets are bound to.
  Optional<String> device() {
    return device;
  }

  /// Sends an IKE message; on port 4500 behind the non-ESP marker (RFC 3948 section 2.2).
  void send(Path path, byte[] message) throws OsException {
    if (path.local().port() == Path.NAT_PORT) {
      sendNatted(path.remote(), marked(message));
    } else {
      ike.send(path.remote(), message);
    }
  }

  /// Sends an IKE message with DF set.
  void sendUncut(Path path, byte[] message) throws OsException {
    if (path.local().port() == Path.NAT_PORT) {
      sockets.getFirst().natted().sendUncut(path.remote(), marked(message));
    } else {
      ike.sendUncut(path.remote(), message);
    }
  }

  /// Sends a datagram from port 4500 as it is.
  void sendNatted(Endpoint remote, byte[] datagram) throws OsException {
    sockets.getFirst().natted().send(remote, datagram);
  }

  private static byte[] marked(byte[] message) {
    byte[] marked = new byte[message.length + 4];
    System.arraycopy(message, 0, marked, 4, message.length);
    return marked;
  }

  @Override
  public void close() {
    ike.close();
    sockets.forEach(Sockets::close);
  }
}
