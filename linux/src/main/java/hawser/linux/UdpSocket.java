package hawser.linux;

import hawser.net.Batch;
import hawser.net.Endpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// A UDP socket that moves whole batches: IKE and ESP in UDP (RFC 3948).
///
/// One thread receives, one sends batches, any thread sends single datagrams.
public final class UdpSocket implements AutoCloseable {
  private final Descriptor descriptor;
  private final Endpoint local;
  private final MessageVector receiving;
  private final MessageVector sending;

  private UdpSocket(Descriptor descriptor, Endpoint local) {
    this.descriptor = descriptor;
    this.local = local;
    this.receiving = new MessageVector(local.address().family());
    this.sending = new MessageVector(local.address().family());
  }

  /// Binds to `local` (port 0: the kernel chooses) and, when named, to a device. DF is clear.
  public static UdpSocket open(Endpoint local, Optional<String> device) throws OsException {
    Descriptor descriptor =
        Descriptor.socket(
            "UDP socket",
            Sockaddr.family(local.address()),
            Descriptor.SOCK_DGRAM | Descriptor.NONBLOCK,
            0);
    try {
      descriptor.prepareForPackets(local.address().family(), device);
      descriptor.bind(local.address(), local.port(), local.toString());
      return new UdpSocket(descriptor, descriptor.name());
    } catch (OsException e) {
      descriptor.close();
      throw e;
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

  /// Appends waiting datagrams with their traffic class and peer to `batch` until none is left or
  /// it is full; returns how many. Those longer than a slot are dropped.
  public int receive(Batch batch) {
    return receiving.receive(descriptor.fd(), batch, MessageVector.Framing.NONE);
  }

  /// Sends packets `from` to `to - 1`, each to its peer with its traffic class; returns how many
  /// went out. A packet that fails does not stop the others; a full buffer is waited for, 2 ms at
  /// most.
  public int send(Batch batch, int from, int to) {
    return sending.send(descriptor.fd(), batch, from, to);
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

  /// Packets that [#send(Batch, int, int)] could not send; for the sending thread.
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
