package hawser.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import hawser.net.Batch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The `struct mmsghdr` array that carries a [Batch] through `recvmmsg` and `sendmmsg`, with its
/// iovecs, addresses and control messages. Made once per socket; used by the socket's one owner.
final class MessageVector {
  static final int SIZE = 128;

  private static final int HEADER = 64; // struct mmsghdr
  private static final int IOVEC = 16;
  private static final int NAME = 32;
  private static final int CONTROL = 32;

  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IP_TOS = 1;
  private static final int IPV6_TCLASS = 67;
  private static final int CMSG_INT = 20; // CMSG_LEN(sizeof(int))
  private static final int CMSG_INT_SPACE = 24;

  private final MemorySegment headers;
  private final MemorySegment iovecs;
  private final MemorySegment names;
  private final MemorySegment controls;

  MessageVector(Arena arena) {
    headers = arena.allocate((long) SIZE * HEADER, 8);
    iovecs = arena.allocate((long) SIZE * IOVEC, 8);
    names = arena.allocate((long) SIZE * NAME, 8);
    controls = arena.allocate((long) SIZE * CONTROL, 8);
    for (int i = 0; i < SIZE; i++) {
      long header = (long) i * HEADER;
      headers.set(ADDRESS, header, names.asSlice((long) i * NAME));
      headers.set(ADDRESS, header + 16, iovecs.asSlice((long) i * IOVEC));
      headers.set(JAVA_LONG, header + 24, 1);
      headers.set(ADDRESS, header + 32, controls.asSlice((long) i * CONTROL));
    }
  }

  /// Receives into the free slots of `batch`. Returns how many messages came, or minus `errno`.
  /// Truncated messages get length -1; the caller drops them.
  int receive(int fd, Batch batch) {
    int room = Math.min(SIZE, batch.capacity - batch.count);
    long base = batch.memory.address();
    for (int i = 0; i < room; i++) {
      long header = (long) i * HEADER;
      headers.set(JAVA_INT, header + 8, NAME);
      headers.set(JAVA_LONG, header + 40, CONTROL);
      headers.set(JAVA_INT, header + 48, 0);
      iovecs.set(JAVA_LONG, (long) i * IOVEC, base + batch.slot(batch.count + i));
      iovecs.set(JAVA_LONG, (long) i * IOVEC + 8, batch.room());
    }
    int received = Libc.recvmmsg(fd, headers, room);
    for (int i = 0; i < received; i++) {
      int index = batch.count + i;
      long header = (long) i * HEADER;
      boolean truncated = (headers.get(JAVA_INT, header + 48) & Libc.MSG_TRUNC) != 0;
      batch.offset[index] = batch.slot(index);
      batch.length[index] = truncated ? -1 : headers.get(JAVA_INT, header + 56);
      batch.trafficClass[index] = trafficClass(i, headers.get(JAVA_LONG, header + 40));
      SocketAddress.read(names, (long) i * NAME, batch, index);
    }
    return received;
  }

  /// Sends packets `from` to `to` of the batch, each to its own peer with its own traffic class.
  /// Returns how many went out before the first that failed, or minus `errno` of the first packet.
  int send(int fd, Batch batch, int from, int to) {
    int count = Math.min(SIZE, to - from);
    long base = batch.memory.address();
    for (int i = 0; i < count; i++) {
      int index = from + i;
      long header = (long) i * HEADER;
      boolean v6 = batch.peerV6[index];
      int nameLength =
          SocketAddress.write(
              names,
              (long) i * NAME,
              v6,
              batch.peerHigh[index],
              batch.peerLow[index],
              batch.peerPort[index]);
      headers.set(JAVA_INT, header + 8, nameLength);
      headers.set(JAVA_LONG, header + 40, CMSG_INT_SPACE);
      headers.set(JAVA_INT, header + 48, 0);
      iovecs.set(JAVA_LONG, (long) i * IOVEC, base + batch.offset[index]);
      iovecs.set(JAVA_LONG, (long) i * IOVEC + 8, batch.length[index]);
      long control = (long) i * CONTROL;
      controls.set(JAVA_LONG, control, CMSG_INT);
      controls.set(JAVA_INT, control + 8, v6 ? IPPROTO_IPV6 : IPPROTO_IP);
      controls.set(JAVA_INT, control + 12, v6 ? IPV6_TCLASS : IP_TOS);
      controls.set(JAVA_INT, control + 16, batch.trafficClass[index] & 0xff);
    }
    return Libc.sendmmsg(fd, headers, count);
  }

  private byte trafficClass(int i, long controlLength) {
    long control = (long) i * CONTROL;
    // The kernel delivers IP_TOS as one octet and IPV6_TCLASS as an int.
    boolean present = controlLength >= 17 && controls.get(JAVA_LONG, control) >= 17;
    return present ? controls.get(JAVA_BYTE, control + 16) : 0;
  }
}
