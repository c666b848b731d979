package hawser.linux;

import hawser.net.Batch;
import hawser.net.Family;
import hawser.net.Ip4;
import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/// Receives datagrams into a [Batch]: one slot each, cut into packets where the kernel joined them.
final class DatagramReader {
  /// What stands in front of a received payload.
  enum Framing {
    NONE,
    IPV4_HEADER
  }

  private static final int MSG_TRUNC = 0x20;

  private final Family family;
  private final Framing framing;
  private final Mmsg mmsg;
  private final MemorySegment errno = Libc.errno(Arena.ofAuto());
  private int trafficClass;
  private int segment;
  private long dropped;
  private long errors;

  DatagramReader(Family family, Framing framing) {
    this.family = family;
    this.framing = framing;
    this.mmsg = new Mmsg(family);
  }

  /// Packets that were cut or had no valid header in front.
  long dropped() {
    return dropped;
  }

  /// Calls that failed.
  long errors() {
    return errors;
  }

  /// Appends what waits at the socket, as far as slots are free; returns how many packets. One
  /// system call: a poller that is level-triggered brings what is left.
  int receive(int fd, Batch batch) {
    try {
      return receiveSome(fd, batch);
    } finally {
      Reference.reachabilityFence(batch);
    }
  }

  private int receiveSome(int fd, Batch batch) {
    int first = batch.filled;
    int free = Math.min(Mmsg.SIZE, batch.free());
    if (free == 0) {
      return 0;
    }
    prepare(batch, first, free);
    int received;
    do {
      received = Libc.recvmmsg(errno, fd, mmsg.headers.address(), free);
    } while (received == -Errno.EINTR);
    if (received < 0) {
      if (received != -Errno.EAGAIN) {
        errors++;
      }
      return 0;
    }
    int before = batch.count;
    for (int i = 0; i < received; i++) {
      accept(batch, first + i, i);
    }
    batch.filled = first + received;
    return batch.count - before;
  }

  private void prepare(Batch batch, int first, int count) {
    long base = batch.memory.address();
    for (int i = 0; i < count; i++) {
      long header = (long) i * Mmsg.HEADER;
      mmsg.headers.set(ValueLayout.JAVA_INT, header + Mmsg.NAME_LENGTH, mmsg.nameLength);
      mmsg.controlLength(i, Mmsg.CONTROL);
      mmsg.payload(i, base + batch.start(first + i), batch.stride);
    }
  }

  /// Message `i` lies in slot `slot`.
  private void accept(Batch batch, int slot, int i) {
    long header = (long) i * Mmsg.HEADER;
    int octets = mmsg.headers.get(ValueLayout.JAVA_INT, header + Mmsg.OCTETS);
    if ((mmsg.headers.get(ValueLayout.JAVA_INT, header + Mmsg.FLAGS) & MSG_TRUNC) != 0) {
      dropped++;
      return;
    }
    readControls(i);
    int at = batch.start(slot);
    if (framing == Framing.IPV4_HEADER) {
      int skip = octets < Ip4.MIN_HEADER ? 0 : Ip4.headerLength(batch.memory, at);
      if (skip < Ip4.MIN_HEADER || skip > octets) {
        dropped++;
        return;
      }
      trafficClass = Ip4.trafficClass(batch.memory, at);
      at += skip;
      octets -= skip;
    }
    batch.trafficClass[slot] = (byte) trafficClass;
    readPeer(batch, slot, i);
    int step = segment > 0 ? segment : Math.max(octets, 1);
    int done = 0;
    do {
      if (batch.count == batch.offset.length) {
        dropped++;
        return;
      }
      batch.add(slot, at + done, Math.min(step, octets - done));
      done += step;
    } while (done < octets);
  }

  private void readPeer(Batch batch, int slot, int i) {
    MemorySegment names = mmsg.names;
    long name = (long) i * Mmsg.NAME;
    boolean v6 = family == Family.IPV6;
    batch.peerV6[slot] = v6;
    batch.peerHigh[slot] = v6 ? Net.i64(names, name + 8) : 0;
    batch.peerLow[slot] = v6 ? Net.i64(names, name + 16) : Net.i32(names, name + 4) & 0xffffffffL;
    batch.peerPort[slot] = framing == Framing.IPV4_HEADER ? 0 : Net.u16(names, name + 2);
  }

  /// The traffic class (IPv4 gives one octet, IPv6 an int) and the size of joined packets, 0 where
  /// the kernel says nothing.
  private void readControls(int i) {
    trafficClass = 0;
    segment = 0;
    MemorySegment controls = mmsg.controls;
    long start = (long) i * Mmsg.CONTROL;
    long given =
        mmsg.headers.get(ValueLayout.JAVA_LONG, (long) i * Mmsg.HEADER + Mmsg.CONTROL_LENGTH);
    long end = start + Math.min(given, Mmsg.CONTROL);
    for (long at = start; at + Mmsg.CMSG_HEADER < end; ) {
      long size = controls.get(ValueLayout.JAVA_LONG, at);
      int level = controls.get(ValueLayout.JAVA_INT, at + 8);
      int type = controls.get(ValueLayout.JAVA_INT, at + 12);
      long data = at + Mmsg.CMSG_HEADER;
      if (level == Descriptor.IPPROTO_IP && type == Descriptor.IP_TOS) {
        trafficClass = controls.get(ValueLayout.JAVA_BYTE, data) & 0xff;
      } else if (level == Descriptor.IPPROTO_IPV6 && type == Descriptor.IPV6_TCLASS) {
        trafficClass = controls.get(ValueLayout.JAVA_INT, data);
      } else if (level == Descriptor.SOL_UDP && type == Descriptor.UDP_GRO) {
        segment = controls.get(ValueLayout.JAVA_INT, data);
      }
      at += Math.max(size + 7 & ~7L, Mmsg.CMSG_HEADER);
    }
  }
}
