package hawser.linux;

import hawser.net.Burst;
import hawser.net.Family;
import hawser.net.Ip4;
import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Sends bursts: one message a run with segmentation offload, else one a packet. Bursts are queued
/// and go out together.
final class DatagramWriter {
  /// Whether the kernel cuts a run into packets (`UDP_SEGMENT`).
  enum Offload {
    RUNS,
    NONE
  }

  /// Who makes the outer IP header of a packet.
  enum Framing {
    KERNEL,
    /// We do (`IP_HDRINCL`), which spares the kernel the slow way for what a socket sends in parts.
    IPV4_HEADER
  }

  private static final int TTL = 64;

  private final Family family;
  private final Framing framing;
  private final Mmsg mmsg;
  private final MemorySegment outer;
  private final MemorySegment errno;
  private final MemorySegment pollFd;
  private final int[] packets = new int[Mmsg.SIZE];
  private final int[] segments = new int[Mmsg.SIZE];
  private final byte[] trafficClasses = new byte[Mmsg.SIZE];
  private Offload offload;
  private int queued;
  private int fd;
  private int unframed;
  private long errors;
  private long notSent;

  DatagramWriter(Family family, Offload offload, Framing framing) {
    Arena arena = Arena.ofAuto();
    boolean framed = framing == Framing.IPV4_HEADER;
    this.family = family;
    this.offload = offload;
    this.framing = framing;
    this.mmsg = new Mmsg(family, framed ? 2 : 1);
    this.outer = arena.allocate(framed ? (long) Mmsg.SIZE * Ip4.MIN_HEADER : 0, 64);
    this.errno = Libc.errno(arena);
    this.pollFd = arena.allocate(8, 8);
  }

  /// Packets that did not go out.
  long errors() {
    return errors;
  }

  /// Adds the packets of `burst`, whose memory stays as it is until [#flush].
  void queue(int fd, Burst burst) {
    queue(fd, fd, burst);
  }

  /// @param unframed the socket for packets that the kernel must frame, because it must cut them
  void queue(int fd, int unframed, Burst burst) {
    this.fd = fd;
    this.unframed = unframed;
    if (burst.peerV6 != (family == Family.IPV6)) {
      for (int run = 0; run < burst.runs; run++) {
        notSent += burst.packets(run);
      }
      return;
    }
    for (int run = 0; run < burst.runs; run++) {
      if (offload == Offload.RUNS) {
        add(burst, run, burst.start[run], burst.length[run], burst.segment[run]);
      } else {
        addSingly(burst, run);
      }
    }
  }

  /// Sends what is queued; returns how many packets did not go out since the last call. A message
  /// that fails does not stop the others; a full buffer is waited for, 2 ms at most.
  long flush() {
    sendQueued();
    long lost = notSent;
    errors += lost;
    notSent = 0;
    return lost;
  }

  private void sendQueued() {
    long deadline = 0;
    int next = 0;
    while (next < queued) {
      long header = mmsg.headers.address() + (long) next * Mmsg.HEADER;
      int result = Libc.sendmmsg(errno, fd, header, queued - next);
      if (result > 0) {
        next += result;
      } else if (result == -Errno.EAGAIN) {
        long now = System.nanoTime();
        if (deadline == 0) {
          deadline = now + Descriptor.PATIENCE_MILLIS * 1_000_000L;
        }
        if (now - deadline >= 0 || !Descriptor.writable(errno, fd, pollFd)) {
          for (; next < queued; next++) {
            notSent += packets[next];
          }
        }
      } else if (result != -Errno.EINTR) {
        if (packets[next] > 1) {
          sendSingly(next, result);
        } else if (framing == Framing.IPV4_HEADER && result == -Errno.EMSGSIZE) {
          sendUnframed(next);
        } else {
          notSent++;
        }
        next++;
      }
    }
    queued = 0;
  }

  private void addSingly(Burst burst, int run) {
    int end = burst.start[run] + burst.length[run];
    for (int at = burst.start[run]; at < end; at += burst.segment[run]) {
      int length = Math.min(burst.segment[run], end - at);
      add(burst, run, at, length, length);
    }
  }

  private void add(Burst burst, int run, int start, int length, int segment) {
    if (queued == Mmsg.SIZE) {
      sendQueued();
    }
    int i = queued++;
    packets[i] = Math.ceilDiv(length, segment);
    segments[i] = segment;
    trafficClasses[i] = burst.trafficClass[run];
    long name = (long) i * Mmsg.NAME;
    if (burst.peerV6) {
      Sockaddr.writeV6(mmsg.names, name, burst.peerHigh, burst.peerLow, burst.peerPort);
    } else {
      Sockaddr.writeV4(mmsg.names, name, burst.peerLow, burst.peerPort);
    }
    mmsg.payload(i, burst.memory.address() + start, length);
    int trafficClass = trafficClasses[i] & 0xff;
    if (framing == Framing.IPV4_HEADER) {
      frame(i, trafficClass, burst.peerLow);
    } else {
      control(i, trafficClass, length > segment ? segment : 0);
    }
  }

  /// The header as far as the kernel does not fill it in: length, identification, checksum and
  /// source (raw(7)).
  private void frame(int i, int trafficClass, long destination) {
    long at = (long) i * Ip4.MIN_HEADER;
    Net.put32(outer, at, 0x45 << 24 | trafficClass << 16);
    Net.put32(outer, at + 4, 0); // DF clear
    Net.put32(outer, at + 8, TTL << 24 | RawEspSocket.IPPROTO_ESP << 16);
    Net.put32(outer, at + 12, 0);
    Net.put32(outer, at + 16, (int) destination);
    mmsg.front(i, outer.address() + at, Ip4.MIN_HEADER);
    mmsg.controlLength(i, 0);
  }

  /// A traffic class of zero is what the socket has without a word.
  private void control(int i, int trafficClass, int segment) {
    boolean v6 = family == Family.IPV6;
    MemorySegment controls = mmsg.controls;
    long first = (long) i * Mmsg.CONTROL;
    long at = first;
    if (segment > 0) {
      controls.set(ValueLayout.JAVA_LONG, at, Mmsg.CMSG_HEADER + Short.BYTES);
      controls.set(ValueLayout.JAVA_INT, at + 8, Descriptor.SOL_UDP);
      controls.set(ValueLayout.JAVA_INT, at + 12, Descriptor.UDP_SEGMENT);
      controls.set(ValueLayout.JAVA_SHORT, at + Mmsg.CMSG_HEADER, (short) segment);
      at += Mmsg.CMSG;
    }
    if (trafficClass > 0) {
      controls.set(ValueLayout.JAVA_LONG, at, Mmsg.CMSG_HEADER + Integer.BYTES);
      controls.set(
          ValueLayout.JAVA_INT, at + 8, v6 ? Descriptor.IPPROTO_IPV6 : Descriptor.IPPROTO_IP);
      controls.set(ValueLayout.JAVA_INT, at + 12, v6 ? Descriptor.IPV6_TCLASS : Descriptor.IP_TOS);
      controls.set(ValueLayout.JAVA_INT, at + Mmsg.CMSG_HEADER, trafficClass);
      at += Mmsg.CMSG;
    }
    mmsg.controlLength(i, at - first);
  }

  /// What is longer than the device takes, the kernel cuts only when the header is its own.
  private void sendUnframed(int i) {
    mmsg.front(i, outer.address(), 0);
    control(i, trafficClasses[i] & 0xff, 0);
    sendOne(unframed, i);
  }

  /// The kernel did not take a run. EIO: the device cannot, so no run is tried again. EINVAL or
  /// EMSGSIZE: its packets exceed the path's MTU and go out one by one, to be fragmented.
  private void sendSingly(int i, int error) {
    if (error == -Errno.EIO) {
      offload = Offload.NONE;
    }
    long start = mmsg.payloadAddress(i);
    long left = mmsg.payloadLength(i);
    control(i, trafficClasses[i] & 0xff, 0);
    while (left > 0) {
      int length = (int) Math.min(left, segments[i]);
      mmsg.payload(i, start, length);
      sendOne(fd, i);
      start += length;
      left -= length;
    }
  }

  private void sendOne(int fd, int i) {
    long header = mmsg.headers.address() + (long) i * Mmsg.HEADER;
    int result;
    do {
      result = Libc.sendmmsg(errno, fd, header, 1);
    } while (result == -Errno.EINTR
        || result == -Errno.EAGAIN && Descriptor.writable(errno, fd, pollFd));
    if (result < 0) {
      notSent++;
    }
  }
}
