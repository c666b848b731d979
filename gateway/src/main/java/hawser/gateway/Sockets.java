package hawser.gateway;

import hawser.linux.RawEspSocket;
import hawser.linux.UdpSocket;

/// A worker's sockets of a port, for ESP in UDP and ESP alone. IKE on port 4500 comes to those of
/// worker 0.
record Sockets(Port port, UdpSocket natted, RawEspSocket esp) implements AutoCloseable {
  @Override
  public void close() {
    natted.close();
    esp.close();
  }
}
