package hawser.linux;

import hawser.net.Batch;
import hawser.net.Burst;
import hawser.net.Family;
import hawser.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// ESP directly on IPv4 (protocol 50), moved in batches. The kernel cuts what is longer than the
/// path takes, and reassembles fragments of what is received.
///
/// One thread receives, one sends.
public final class RawEspSocket implements AutoCloseable {
  static final int IPPROTO_ESP = 50;

  /// Receives nothing; what it sends has its IP header in front.
  private static final int IPPROTO_RAW = 255;

  private final Descriptor descriptor;
  private final Descriptor sender;
  private final IpAddress local;
  private final DatagramReader receiving =
      new DatagramReader(Family.IPV4, DatagramReader.Framing.IPV4_HEADER);
  private final DatagramWriter sending =
      new DatagramWriter(
          Family.IPV4, DatagramWriter.Offload.NONE, DatagramWriter.Framing.IPV4_HEADER);

  private RawEspSocket(Descriptor descriptor, Descriptor sender, IpAddress local) {
    this.descriptor = descriptor;
    this.sender = sender;
    this.local = local;
  }

  /// Takes all ESP packets to `local`, an IPv4 address, and, when named, on one device. DF is
  /// clear.
  public static RawEspSocket open(IpAddress local, Optional<String> device) throws OsException {
    return open(local, device, 0, 1);
  }

  /// Opens `count` sockets. A packet comes to socket `SPI mod count`.
  public static List<RawEspSocket> openGroup(IpAddress local, Optional<String> device, int count)
      throws OsException {
    List<RawEspSocket> group = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        group.add(open(local, device, i, count));
      }
      return group;
    } catch (OsException e) {
      group.forEach(RawEspSocket::close);
      throw e;
    }
  }

  private static RawEspSocket open(IpAddress local, Optional<String> device, int index, int sharers)
      throws OsException {
    if (!local.isV4()) {
      throw new OsException("bind ESP " + local, Errno.EAFNOSUPPORT);
    }
    Descriptor descriptor = open(local, device, IPPROTO_ESP);
    try {
      if (sharers > 1) {
        SpiFilter.keep(index, sharers, descriptor);
      }
      return new RawEspSocket(descriptor, open(local, device, IPPROTO_RAW), local);
    } catch (OsException e) {
      descriptor.close();
      throw e;
    }
  }

  private static Descriptor open(IpAddress local, Optional<String> device, int protocol)
      throws OsException {
    Descriptor descriptor =
        Descriptor.socket(
            "raw ESP socket",
            Sockaddr.AF_INET,
            Descriptor.SOCK_RAW | Descriptor.NONBLOCK,
            protocol);
    try {
      descriptor.prepareForPackets(Family.IPV4, device);
      descriptor.bind(local, 0, "ESP " + local);
      return descriptor;
    } catch (OsException e) {
      descriptor.close();
      throw e;
    }
  }

  public void setDontFragment(DontFragment mode) throws OsException {
    synchronized (descriptor) {
      descriptor.dontFragment(Family.IPV4, mode);
    }
  }

  public IpAddress local() {
    return local;
  }

  public int fd() {
    return descriptor.fd();
  }

  /// Appends waiting packets to `batch`, each from its ESP header on, with port 0 and the traffic
  /// class of the outer header; returns how many. Those longer than a slot are dropped.
  public int receive(Batch batch) {
    return receiving.receive(descriptor.fd(), batch);
  }

  /// Queues the packets of `burst`, whose memory stays as it is until [#flush].
  public void queue(Burst burst) {
    sending.queue(sender.fd(), descriptor.fd(), burst);
  }

  /// Sends what is queued; returns how many packets did not go out. A packet that fails does not
  /// stop the others.
  public long flush() {
    return sending.flush();
  }

  /// Packets that could not be sent; for the sending thread.
  public long sendErrors() {
    return sending.errors();
  }

  /// Calls that failed on receipt; for the receiving thread.
  public long receiveErrors() {
    return receiving.errors();
  }

  /// Packets longer than a slot or with an invalid outer header; for the receiving thread.
  public long truncated() {
    return receiving.dropped();
  }

  @Override
  public void close() {
    sender.close();
    descriptor.close();
  }
}
