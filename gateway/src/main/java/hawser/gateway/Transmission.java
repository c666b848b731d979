package hawser.gateway;

import hawser.bytes.Octets;
import hawser.ike.Path;
import hawser.linux.OsException;

/// Sends IKE messages. What the kernel refuses is as good as lost on the way: the session repeats
/// it.
final class Transmission {
  private Transmission() {}

  static void send(Port port, Path path, Octets message) {
    try {
      port.send(path, message.toArray());
    } catch (OsException e) {
      Log.info("IKE to " + path.remote() + ": " + e.getMessage());
    }
  }

  /// Sends it with DF set: what is too long for the path is lost.
  static void sendUncut(Port port, Path path, Octets message) {
    try {
      port.sendUncut(path, message.toArray());
    } catch (OsException e) {
      Log.info("probe to " + path.remote() + ": " + e.getMessage());
    }
  }
}
