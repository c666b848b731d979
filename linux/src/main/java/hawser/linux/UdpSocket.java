package hawser.linux;

import hawser.net.Batch;
import hawser.net.Burst;
import hawser.net.Endpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A UDP socket that moves whole batches: IKE and ESP in UDP (RFC 3948).
///
/// One thread receives, one sends batches, any thread sends single datagrams.
public final class UdpSocket implements AutoCloseable {
  private final Descriptor descriptor;
  private final Endpoint local;
  private final DatagramReader receiving;
  private final DatagramWriter sending;

  private UdpSocket(Descriptor descriptor, Endpoint local) {
    this.descriptor = descriptor;
    this.local = local;
    this.receiving = new DatagramReader(local.address().family(), DatagramReader.Framing.NONE);
    this.sending =
        new DatagramWriter(
            local.address().family(), DatagramWriter.Offload.RUNS, DatagramWriter.Framing.KERNEL);
  }

  /// Binds to `local` (port 0: the kernel chooses) and, when named, to a device. DF is clear.
  public static UdpSocket open(Endpoint local, Optional<String> device) throws OsException {
    return open(local, device, 1);
  }

  /// Binds `count` sockets to one address and port. An ESP packet comes to socket `SPI mod count`,
  /// and what has no SPI to the first.
  public static List<UdpSocket> openGroup(Endpoint local, Optional<String> device, int count)
      throws OsException {
    List<UdpSocket> group = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        group.add(open(i == 0 ? local : group.getFirst().local, device, count));
      }
      if (count > 1) {
        SpiFilter.chooseAmong(count, group.getFirst().descriptor);
      }
      return group;
    } catch (OsException e) {
      group.forEach(UdpSocket::close);
      throw e;
    }
  }

  private static UdpSocket open(Endpoint local, Optional<String> device, int sharers)
      throws OsException {
    Descriptor descriptor =
        Descriptor.socket(
            "UDP socket",
            Sockaddr.family(local.address()),
            Descriptor.SOCK_DGRAM | Descriptor.NONBLOCK,
            0);
    try {
      descriptor.prepareForPackets(local.address().family(), device);
      descriptor.receiveTrafficClass(local.address().family());
      if (sharers > 1) {
        descriptor.option("SO_REUSEPORT", Descriptor.SOL_SOCKET, Descriptor.SO_REUSEPORT, 1);
      }
      descriptor.bind(local.address(), local.port(), local.toString());
      return new UdpSocket(descriptor, descriptor.name());
    } catch (OsException e) {
      descriptor.close();
      throw e;
    }
  }

  /// From now on the kernel may join packets of equal length that wait (`UDP_GRO`); [#receive]
  /// parts them. False when it cannot.
  public boolean joinReceived() {
    synchronized (descriptor) {
      return descriptor.tryOption(Descriptor.SOL_UDP, Descriptor.UDP_GRO, 1) >= 0;
    }
  }

  public void setDontFragment(DontFragment mode) throws OsException {
    synchronized (descriptor) {
      descriptor.dontFragment(local.address().family(), mode);
    }
  }

  /// Where it is bound, with the real port.
  public Endpoint local() {
    return local;
  }

  public int fd() {
    return descriptor.fd();
  }

  /// Appends waiting datagrams with their traffic class and peer to `batch`, as far as slots are
  /// free; returns how many packets they hold. Those longer than a slot are dropped.
  public int receive(Batch batch) {
    return receiving.receive(descriptor.fd(), batch);
  }

  /// Queues the packets of `burst`, whose memory stays as it is until [#flush].
  public void queue(Burst burst) {
    sending.queue(descriptor.fd(), burst);
  }

  /// Sends what is queued; returns how many packets did not go out. A packet that fails does not
  /// stop the others; a full buffer is waited for, 2 ms at most.
  public long flush() {
    return sending.flush();
  }

  /// Sends one datagram with DF set, of whatever length the device takes. A batch that is sent at
  /// the same time may get DF too, which only packets longer than the path notice.
  public void sendUncut(Endpoint to, byte[] datagram) throws OsException {
    synchronized (descriptor) {
      setDontFragment(DontFragment.PROBE);
      try {
        send(to, datagram);
      } finally {
        setDontFragment(DontFragment.CLEAR);
      }
    }
  }

  /// Sends one datagram; for IKE.
  public void send(Endpoint to, byte[] datagram) throws OsException {
    synchronized (descriptor) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment name = arena.allocate(Sockaddr.MAX_LENGTH, 8);
        int nameLength = Sockaddr.write(name, 0, to.address(), to.port());
        MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, datagram);
        int result;
        do {
          result = Libc.sendto(descriptor.errno, descriptor.fd(), data, name, nameLength);
        } while (result == -Errno.EINTR);
        if (result == -Errno.EAGAIN
            && Descriptor.writable(descriptor.errno, fd(), arena.allocate(8, 8))) {
          result = Libc.sendto(descriptor.errno, descriptor.fd(), data, name, nameLength);
        }
        Descriptor.check("send to " + to, result);
      }
    }
  }

  /// Packets that [#flush] could not send; for the sending thread.
  public long sendErrors() {
    return sending.errors();
  }

  /// Calls that failed on receipt; for the receiving thread.
  public long receiveErrors() {
    return receiving.errors();
  }

  /// Datagrams longer than a slot; for the receiving thread.
  public long truncated() {
    return receiving.dropped();
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
