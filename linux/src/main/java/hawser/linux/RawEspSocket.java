package hawser.linux;

import hawser.net.Batch;
import hawser.net.Endpoint;
import hawser.net.Ip4;
import hawser.net.IpAddress;
import java.util.Optional;

/// A raw socket for IP protocol 50. The kernel writes the outer header, reassembles fragments, and
/// delivers IPv4 with its header, which [#receive] steps over.
public final class RawEspSocket extends Socket {
  private static final int IPPROTO_ESP = 50;

  private final boolean v4;

  private RawEspSocket(IpAddress local, Optional<String> device) throws OsException {
    super(Libc.SOCK_RAW, IPPROTO_ESP, new Endpoint(local, 0), device);
    v4 = local.isV4();
  }

  /// Binds to the local address, and to the device if one is named.
  public static RawEspSocket open(IpAddress local, Optional<String> device) throws OsException {
    return new RawEspSocket(local, device);
  }

  @Override
  public int receive(Batch batch) {
    int first = batch.count;
    int received = super.receive(batch);
    for (int i = first; i < batch.count; i++) {
      batch.peerPort[i] = 0;
      if (v4 && batch.length[i] >= Ip4.MIN_HEADER) {
        int header = Ip4.headerLength(batch.memory, batch.offset[i]);
        batch.trafficClass[i] = (byte) Ip4.trafficClass(batch.memory, batch.offset[i]);
        int skip = Math.min(header, batch.length[i]);
        batch.offset[i] += skip;
        batch.length[i] -= skip;
      }
    }
    return received;
  }
}
