package hawser.linux;

import hawser.net.Burst;
import hawser.net.Family;
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

  private final Family family;
  private final Mmsg mmsg;
  private final MemorySegment errno;
  private final MemorySegment pollFd;
  private final int[] packets = new int[Mmsg.SIZE];
  private final int[] segments = new int[Mmsg.SIZE];
  private Offload offload;
  private int queued;
  private int fd;
  private long errors;
  private long notSent;

  DatagramWriter(Family family, Offload offload) {
    Arena arena = Arena.ofAuto();
    this.family = family;
    this.offload = offload;
    this.mmsg = new Mmsg(family);
    this.errno = Libc.errno(arena);
    this.pollFd = arena.allocate(8, 8);
  }

  /// Packets that did not go out.
  long errors() {
    return errors;
  }

  /// Adds the packets of `burst`, whose memory stays as it is until [#flush].
  void queue(int fd, Burst burst) {
    this.fd = fd;
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
        if (packets[next] == 1) {
          notSent++;
        } else {
          sendSingly(next, result);
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
    long name = (long) i * Mmsg.NAME;
    if (burst.peerV6) {
      Sockaddr.writeV6(mmsg.names, name, burst.peerHigh, burst.peerLow, burst.peerPort);
    } else {
      Sockaddr.writeV4(mmsg.names, name, burst.peerLow, burst.peerPort);
    }
    mmsg.vector(i, burst.memory.address() + start, length);
    control(i, burst.trafficClass[run] & 0xff, length > segment ? segment : 0);
  }

  private void control(int i, int trafficClass, int segment) {
    boolean v6 = family == Family.IPV6;
    MemorySegment controls = mmsg.controls;
    long at = (long) i * Mmsg.CONTROL;
    controls.set(ValueLayout.JAVA_LONG, at, Mmsg.CMSG_HEADER + Integer.BYTES);
    controls.set(
        ValueLayout.JAVA_INT, at + 8, v6 ? Descriptor.IPPROTO_IPV6 : Descriptor.IPPROTO_IP);
    controls.set(ValueLayout.JAVA_INT, at + 12, v6 ? Descriptor.IPV6_TCLASS : Descriptor.IP_TOS);
    controls.set(ValueLayout.JAVA_INT, at + Mmsg.CMSG_HEADER, trafficClass);
    if (segment > 0) {
      long second = at + Mmsg.CMSG;
      controls.set(ValueLayout.JAVA_LONG, second, Mmsg.CMSG_HEADER + Short.BYTES);
      controls.set(ValueLayout.JAVA_INT, second + 8, Descriptor.SOL_UDP);
      controls.set(ValueLayout.JAVA_INT, second + 12, Descriptor.UDP_SEGMENT);
      controls.set(ValueLayout.JAVA_SHORT, second + Mmsg.CMSG_HEADER, (short) segment);
    }
    long length = segment > 0 ? 2L * Mmsg.CMSG : Mmsg.CMSG;
    mmsg.headers.set(ValueLayout.JAVA_LONG, (long) i * Mmsg.HEADER + Mmsg.CONTROL_LENGTH, length);
  }

  /// The kernel did not take a run. EIO: the device cannot, so no run is tried again. EINVAL or
  /// EMSGSIZE: its packets exceed the path's MTU and go out one by one, to be fragmented.
  private void sendSingly(int i, int error) {
    if (error == -Errno.EIO) {
      offload = Offload.NONE;
    }
    long vector = (long) i * Mmsg.IOVEC;
    long start = mmsg.vectors.get(ValueLayout.JAVA_LONG, vector);
    long left = mmsg.vectors.get(ValueLayout.JAVA_LONG, vector + 8);
    long header = (long) i * Mmsg.HEADER;
    mmsg.headers.set(ValueLayout.JAVA_LONG, header + Mmsg.CONTROL_LENGTH, Mmsg.CMSG);
    while (left > 0) {
      int length = (int) Math.min(left, segments[i]);
      mmsg.vector(i, start, length);
      int result;
      do {
        result = Libc.sendmmsg(errno, fd, mmsg.headers.address() + header, 1);
      } while (result == -Errno.EINTR
          || result == -Errno.EAGAIN && Descriptor.writable(errno, fd, pollFd));
      if (result < 0) {
        notSent++;
      }
      start += length;
      left -= length;
    }
  }
}
