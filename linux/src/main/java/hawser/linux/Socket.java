package hawser.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import hawser.net.Batch;
import hawser.net.Endpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// What UDP and raw ESP sockets share: options at opening, and batches through [MessageVector].
/// Owned by one thread once it receives; [#send(Endpoint, byte[])] may be called from another.
abstract sealed class Socket implements AutoCloseable permits UdpSocket, RawEspSocket {
  private static final int SOL_SOCKET = 1;
  private static final int SO_BINDTODEVICE = 25;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int BUFFER = 7 << 20;

  private static final int IPPROTO_IP = 0;
  private static final int IP_RECVTOS = 13;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_RECVTCLASS = 66;

  private final Arena arena = Arena.ofShared();
  private final MessageVector receiving = new MessageVector(arena);
  private final MessageVector sending = new MessageVector(arena);
  private final MemorySegment poll = arena.allocate(8, 4);
  private final MemorySegment briefly = arena.allocate(16, 8);
  private final int fd;
  private final Endpoint local;
  private long sendErrors;
  private long truncated;

  Socket(int type, int protocol, Endpoint local, Optional<String> device) throws OsException {
    this.local = local;
    boolean v4 = local.address().isV4();
    fd =
        Libc.check(
            Libc.socket(v4 ? Libc.AF_INET : Libc.AF_INET6, type | Libc.SOCK_NONBLOCK, protocol),
            "socket for " + local);
    briefly.set(java.lang.foreign.ValueLayout.JAVA_LONG, 8, 2_000_000);
    try (Arena scratch = Arena.ofConfined()) {
      if (device.isPresent()) {
        MemorySegment name = scratch.allocateFrom(device.get());
        Libc.check(
            Libc.setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, name, (int) name.byteSize()),
            "bind to device " + device.get());
      }
      if (option(SOL_SOCKET, SO_RCVBUFFORCE, BUFFER) < 0) {
        option(SOL_SOCKET, SO_RCVBUF, BUFFER);
      }
      if (option(SOL_SOCKET, SO_SNDBUFFORCE, BUFFER) < 0) {
        option(SOL_SOCKET, SO_SNDBUF, BUFFER);
      }
      option(v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_RECVTOS : IPV6_RECVTCLASS, 1);
      dontFragment(DontFragment.CLEAR);
      MemorySegment address = scratch.allocate(SocketAddress.LENGTH_V6, 4);
      int length = SocketAddress.write(address, 0, local);
      Libc.check(Libc.bind(fd, address, length), "bind " + local);
    } catch (OsException e) {
      close();
      throw e;
    }
  }

  public int fd() {
    return fd;
  }

  public Endpoint local() {
    return local;
  }

  /// Sets what the kernel does with the DF bit of outgoing packets.
  public void dontFragment(DontFragment value) {
    option(IPPROTO_IP, IP_MTU_DISCOVER, value.option());
  }

  /// Appends what has arrived to the batch, without waiting. Returns the number of messages, 0 for
  /// none; errors that the network reports on the socket are consumed and count as none.
  public int receive(Batch batch) {
    int first = batch.count;
    int received = receiving.receive(fd, batch);
    for (int i = 0; i < received; i++) {
      if (batch.length[first + i] < 0) {
        truncated++;
        batch.length[first + i] = 0;
      }
    }
    batch.count += Math.max(received, 0);
    return Math.max(received, 0);
  }

  /// Sends packets `from` to `to`. A packet that fails is counted and does not hold up the next; a
  /// full queue is waited for once, 2 ms at most. Returns how many packets went out.
  public int send(Batch batch, int from, int to) {
    int at = from;
    int sent = 0;
    boolean waited = false;
    while (at < to) {
      int done = sending.send(fd, batch, at, to);
      if (done > 0) {
        at += done;
        sent += done;
      } else if (done == -Errno.EAGAIN && !waited) {
        waited = true;
        poll.set(JAVA_INT, 0, fd);
        poll.set(JAVA_INT, 4, Libc.POLLOUT);
        int ignored = Libc.ppoll(poll, 1, briefly);
      } else {
        sendErrors++;
        at++;
      }
    }
    return sent;
  }

  /// Sends one datagram; for IKE. Allocates.
  public void send(Endpoint to, byte[] datagram) throws OsException {
    try (Arena scratch = Arena.ofConfined()) {
      MemorySegment data = scratch.allocate(datagram.length);
      MemorySegment.copy(
          datagram, 0, data, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, datagram.length);
      MemorySegment address = scratch.allocate(SocketAddress.LENGTH_V6, 4);
      int length = SocketAddress.write(address, 0, to);
      Libc.check(
          Libc.sendto(fd, data, datagram.length, address, length),
          "send from " + local + " to " + to);
    }
  }

  /// Packets that the kernel refused to send.
  public long sendErrors() {
    return sendErrors;
  }

  /// Received datagrams that were longer than a slot.
  public long truncated() {
    return truncated;
  }

  @Override
  public void close() {
    int ignored = Libc.close(fd);
    arena.close();
  }

  private int option(int level, int name, int value) {
    try (Arena scratch = Arena.ofConfined()) {
      return Libc.setsockopt(fd, level, name, scratch.allocateFrom(JAVA_INT, value), 4);
    }
  }
}
