package hawser.linux;

import hawser.net.Batch;
import hawser.net.Family;
import hawser.net.Ip4;
import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/// The preallocated arrays behind `recvmmsg` or `sendmmsg`, for one direction of one socket and one
/// thread.
///
/// ```
/// mmsghdr  0 name*  8 name length  16 iov*  24 iov count  32 control*  40 control length  48 flags  56 octets
/// iovec    0 base*  8 length
/// cmsghdr  0 length  8 level  12 type  16 data
/// ```
final class MessageVector {
  /// What stands in front of a received payload.
  enum Framing {
    NONE,
    IPV4_HEADER
  }

  private static final int SIZE = 64;
  private static final int HEADER = 64;
  private static final int IOVEC = 16;
  private static final int NAME = 32;
  private static final int CONTROL = 64;
  private static final int NAME_LENGTH = 8;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int OCTETS = 56;
  private static final int CMSG_HEADER = 16;
  private static final int CMSG_INT = 24;
  private static final int MSG_TRUNC = 0x20;

  private final Family family;
  private final MemorySegment errno;
  private final MemorySegment headers;
  private final MemorySegment vectors;
  private final MemorySegment names;
  private final MemorySegment controls;
  private final MemorySegment pollFd;
  private final int nameLength;
  private long dropped;
  private long errors;

  MessageVector(Family family) {
    Arena arena = Arena.ofAuto();
    this.family = family;
    errno = Libc.errno(arena);
    headers = arena.allocate(SIZE * HEADER, 64);
    vectors = arena.allocate(SIZE * IOVEC, 64);
    names = arena.allocate(SIZE * NAME, 64);
    controls = arena.allocate(SIZE * CONTROL, 64);
    pollFd = arena.allocate(8, 8);
    nameLength = family == Family.IPV4 ? 16 : Sockaddr.MAX_LENGTH;
    for (int i = 0; i < SIZE; i++) {
      long header = (long) i * HEADER;
      headers.set(ValueLayout.JAVA_LONG, header, names.address() + (long) i * NAME);
      headers.set(ValueLayout.JAVA_LONG, header + 16, vectors.address() + (long) i * IOVEC);
      headers.set(ValueLayout.JAVA_LONG, header + 24, 1L);
      headers.set(ValueLayout.JAVA_LONG, header + 32, controls.address() + (long) i * CONTROL);
    }
  }

  /// Received packets that were cut or had no valid header in front.
  long dropped() {
    return dropped;
  }

  /// Calls that failed on receipt, packets that were not sent.
  long errors() {
    return errors;
  }

  /// Appends what waits at the socket until nothing is left or the batch is full.
  int receive(int fd, Batch batch, Framing framing) {
    try {
      return receiveAll(fd, batch, framing);
    } finally {
      Reference.reachabilityFence(batch);
    }
  }

  private int receiveAll(int fd, Batch batch, Framing framing) {
    int before = batch.count;
    while (!batch.isFull()) {
      int first = batch.count;
      int free = Math.min(SIZE, batch.capacity - first);
      prepareReceipt(batch, first, free);
      int received = Libc.recvmmsg(errno, fd, headers.address(), free);
      if (received == -Errno.EINTR) {
        continue;
      }
      if (received < 0) {
        if (received != -Errno.EAGAIN) {
          errors++;
        }
        break;
      }
      for (int i = 0; i < received; i++) {
        accept(batch, first + i, i, framing);
      }
      if (received < free) {
        break;
      }
    }
    return batch.count - before;
  }

  /// Sends packets `from` to `to - 1` and returns how many went out. A packet that fails is counted
  /// and left behind; when the socket buffer stays full, so is all the rest.
  int send(int fd, Batch batch, int from, int to) {
    try {
      return sendAll(fd, batch, from, to);
    } finally {
      Reference.reachabilityFence(batch);
    }
  }

  private int sendAll(int fd, Batch batch, int from, int to) {
    int sent = 0;
    int next = from;
    long deadline = 0;
    while (next < to) {
      int ready = prepareSending(batch, next, Math.min(to - next, SIZE));
      if (ready == 0) { // a peer of the other family
        errors++;
        next++;
        continue;
      }
      int result = Libc.sendmmsg(errno, fd, headers.address(), ready);
      if (result > 0) {
        sent += result;
        next += result;
      } else if (result == -Errno.EAGAIN) {
        long now = System.nanoTime();
        if (deadline == 0) {
          deadline = now + Descriptor.PATIENCE_MILLIS * 1_000_000L;
        }
        if (now - deadline >= 0 || !Descriptor.writable(errno, fd, pollFd)) {
          errors += to - next;
          break;
        }
      } else if (result != -Errno.EINTR) {
        errors++;
        next++;
      }
    }
    return sent;
  }

  private void prepareReceipt(Batch batch, int first, int count) {
    long base = batch.memory.address();
    int room = batch.room();
    for (int i = 0; i < count; i++) {
      long header = (long) i * HEADER;
      headers.set(ValueLayout.JAVA_INT, header + NAME_LENGTH, nameLength);
      headers.set(ValueLayout.JAVA_LONG, header + CONTROL_LENGTH, CONTROL);
      vectors.set(ValueLayout.JAVA_LONG, (long) i * IOVEC, base + batch.slot(first + i));
      vectors.set(ValueLayout.JAVA_LONG, (long) i * IOVEC + 8, room);
    }
  }

  /// Message `i` lies in slot `slot`. Once a packet was dropped its successors move up, because
  /// slot and index go together for the next read.
  private void accept(Batch batch, int slot, int i, Framing framing) {
    long header = (long) i * HEADER;
    int length = headers.get(ValueLayout.JAVA_INT, header + OCTETS);
    if ((headers.get(ValueLayout.JAVA_INT, header + FLAGS) & MSG_TRUNC) != 0) {
      dropped++;
      return;
    }
    int index = batch.count;
    int at = batch.slot(index);
    if (index != slot) {
      MemorySegment.copy(batch.memory, batch.slot(slot), batch.memory, at, length);
    }
    int trafficClass;
    if (framing == Framing.IPV4_HEADER) {
      int skip = length < Ip4.MIN_HEADER ? 0 : Ip4.headerLength(batch.memory, at);
      if (skip < Ip4.MIN_HEADER || skip > length) {
        dropped++;
        return;
      }
      trafficClass = Ip4.trafficClass(batch.memory, at);
      at += skip;
      length -= skip;
    } else {
      trafficClass = receivedClass(i);
    }
    batch.offset[index] = at;
    batch.length[index] = length;
    batch.trafficClass[index] = (byte) trafficClass;
    long name = (long) i * NAME;
    if (family == Family.IPV4) {
      batch.peerV6[index] = false;
      batch.peerHigh[index] = 0;
      batch.peerLow[index] = Net.i32(names, name + 4) & 0xffffffffL;
    } else {
      batch.peerV6[index] = true;
      batch.peerHigh[index] = Net.i64(names, name + 8);
      batch.peerLow[index] = Net.i64(names, name + 16);
    }
    batch.peerPort[index] = framing == Framing.IPV4_HEADER ? 0 : Net.u16(names, name + 2);
    batch.count = index + 1;
  }

  /// The TOS octet (IPv4 gives one octet, IPv6 an int), 0 when the kernel gave none.
  private int receivedClass(int i) {
    long control = (long) i * CONTROL;
    if (headers.get(ValueLayout.JAVA_LONG, (long) i * HEADER + CONTROL_LENGTH) <= CMSG_HEADER) {
      return 0;
    }
    int level = controls.get(ValueLayout.JAVA_INT, control + 8);
    int type = controls.get(ValueLayout.JAVA_INT, control + 12);
    if (level == Descriptor.IPPROTO_IP && type == Descriptor.IP_TOS) {
      return controls.get(ValueLayout.JAVA_BYTE, control + CMSG_HEADER);
    }
    if (level == Descriptor.IPPROTO_IPV6 && type == Descriptor.IPV6_TCLASS) {
      return controls.get(ValueLayout.JAVA_INT, control + CMSG_HEADER);
    }
    return 0;
  }

  /// Describes up to `count` packets from `first`; stops in front of a peer of the other family.
  private int prepareSending(Batch batch, int first, int count) {
    long base = batch.memory.address();
    boolean v6 = family == Family.IPV6;
    for (int i = 0; i < count; i++) {
      int index = first + i;
      if (batch.peerV6[index] != v6) {
        return i;
      }
      long header = (long) i * HEADER;
      long name = (long) i * NAME;
      long control = (long) i * CONTROL;
      if (v6) {
        Sockaddr.writeV6(
            names, name, batch.peerHigh[index], batch.peerLow[index], batch.peerPort[index]);
      } else {
        Sockaddr.writeV4(names, name, batch.peerLow[index], batch.peerPort[index]);
      }
      headers.set(ValueLayout.JAVA_INT, header + NAME_LENGTH, nameLength);
      headers.set(ValueLayout.JAVA_LONG, header + CONTROL_LENGTH, CMSG_INT);
      vectors.set(ValueLayout.JAVA_LONG, (long) i * IOVEC, base + batch.offset[index]);
      vectors.set(ValueLayout.JAVA_LONG, (long) i * IOVEC + 8, batch.length[index]);
      controls.set(ValueLayout.JAVA_LONG, control, CMSG_HEADER + Integer.BYTES);
      controls.set(
          ValueLayout.JAVA_INT, control + 8, v6 ? Descriptor.IPPROTO_IPV6 : Descriptor.IPPROTO_IP);
      controls.set(
          ValueLayout.JAVA_INT, control + 12, v6 ? Descriptor.IPV6_TCLASS : Descriptor.IP_TOS);
      controls.set(ValueLayout.JAVA_INT, control + CMSG_HEADER, batch.trafficClass[index] & 0xff);
    }
    return count;
  }
}
