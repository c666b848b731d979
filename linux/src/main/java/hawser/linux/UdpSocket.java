package hawser.linux;

import hawser.net.Endpoint;
import java.util.Optional;

/// A UDP socket of the gateway: IKE on port 500, IKE and ESP on port 4500 (RFC 3948).
public final class UdpSocket extends Socket {
  private static final int IPPROTO_UDP = 17;

  private UdpSocket(Endpoint local, Optional<String> device) throws OsException {
    super(Libc.SOCK_DGRAM, IPPROTO_UDP, local, device);
  }

  /// Binds to `local`, and to the device if one is named.
  public static UdpSocket open(Endpoint local, Optional<String> device) throws OsException {
    return new UdpSocket(local, device);
  }
}
