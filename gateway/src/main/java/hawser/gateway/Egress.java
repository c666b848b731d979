package hawser.gateway;

import hawser.esp.Drop;
import hawser.esp.DropCounters;
import hawser.esp.Fragmenter;
import hawser.esp.MssClamp;
import hawser.esp.OutboundSa;
import hawser.esp.Oversize;
import hawser.ike.Encapsulation;
import hawser.linux.Tun;
import hawser.net.Burst;
import hawser.net.Checksum;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import hawser.offload.Segmenter;
import hawser.offload.VnetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The way out: a frame from a TUN device is cut into packets, each packet goes to a member of its
/// location, is encrypted from the frame straight into the member's burst, and bursts leave with
/// one system call a socket. Owned by a worker.
@SuppressWarnings("ReferenceEquality") // an SA is who it is
final class Egress {
  /// How long a device is served before the other side has its turn: what comes back, and the
  /// answers that let a flow go on, must not wait for long.
  private static final long TURN_NANOS = 1_000_000;

  /// Octets collected before they go out: about two super-packets. With one, the next hop is woken
  /// too often; with more, it waits for work.
  private static final int ENOUGH = 120_000;

  private static final int BURSTS = 16;
  private static final int BURST_OCTETS = 192 << 10;
  private static final int BURST_RUNS = 64;

  /// Room behind a frame for the trailer that sealing puts there for a moment.
  private static final int TAIL = 64;

  private final Worker worker;
  private final DropCounters drops;
  private final MemorySegment frame;
  private final MemorySegment piece;
  private final Segmenter segmenter = new Segmenter();
  private final TooBigAnswers answers;
  private final Deque<Burst> spare = new ArrayDeque<>();
  private final List<Carrier> sending = new ArrayList<>();
  private final List<OutboundSa> sealing = new ArrayList<>();
  private int collected;

  Egress(Arena arena, Worker worker, DropCounters drops) {
    this.worker = worker;
    this.drops = drops;
    this.frame = arena.allocate(Tun.MOST_FRAME + TAIL, 64);
    this.piece = arena.allocate(Tun.MOST_FRAME + TAIL, 64);
    this.answers = new TooBigAnswers(arena);
    for (int i = 0; i < BURSTS; i++) {
      spare.add(new Burst(arena, BURST_OCTETS, BURST_RUNS));
    }
  }

  /// Moves what waits at the device, for a turn; an epoll that is level-triggered brings the rest.
  void serve(Outlet outlet) {
    long begun = System.nanoTime();
    for (long now = begun; now - begun < TURN_NANOS; now = System.nanoTime()) {
      int length = outlet.tun.read(frame, 0, Tun.MOST_FRAME);
      if (length == 0) {
        break;
      }
      try {
        take(outlet, length - VnetHeader.LENGTH, now);
      } catch (RuntimeException e) {
        worker.faulted(e);
      }
      if (collected >= ENOUGH) {
        flush();
      }
    }
    flush();
  }

  private void take(Outlet outlet, int length, long now) {
    long packet = VnetHeader.LENGTH;
    if (!isWhole(packet, length)) {
      drops.count(Drop.BAD_INNER);
      return;
    }
    int type = VnetHeader.gsoType(frame, 0);
    if (type == VnetHeader.GSO_NONE) {
      if (VnetHeader.needsChecksum(frame, 0) && !complete(packet, length)) {
        drops.count(Drop.BAD_INNER);
        return;
      }
      boolean _ = send(outlet, packet, length, now);
    } else if (segmenter.begin(
        frame,
        packet,
        length,
        type,
        VnetHeader.gsoSize(frame, 0),
        VnetHeader.checksumStart(frame, 0))) {
      while (segmenter.next()) {
        if (!send(outlet, segmenter.at(), segmenter.length(), now)) {
          drops.count(Drop.TOO_BIG, segmenter.left()); // one answer for all of them
          return;
        }
      }
    } else {
      drops.count(Drop.BAD_INNER);
    }
  }

  private boolean isWhole(long packet, int length) {
    if (length < Ip4.MIN_HEADER) {
      return false;
    }
    int version = Ip4.version(frame, packet);
    return version == 4
        ? Ip4.headerLength(frame, packet) >= Ip4.MIN_HEADER
            && Ip4.headerLength(frame, packet) <= length
        : version == 6 && length >= Ip6.HEADER;
  }

  /// Finishes the checksum that the kernel left to the device; the field holds the pseudo header.
  private boolean complete(long packet, int length) {
    int start = VnetHeader.checksumStart(frame, 0);
    int offset = VnetHeader.checksumOffset(frame, 0);
    if (start + offset + 2 > length) {
      return false;
    }
    long sum = Checksum.sum(frame, packet + start, length - start);
    int checksum = Checksum.finish(sum);
    Net.put16(frame, packet + start + offset, checksum == 0 ? 0xffff : checksum);
    return true;
  }

  /// False when the packet is longer than its tunnels take and its sender was told.
  private boolean send(Outlet outlet, long at, int length, long now) {
    Carrier carrier = outlet.rope().pick(frame, at, length);
    if (carrier == null) {
      drops.count(outlet.rope().groups().isEmpty() ? Drop.NO_MEMBER : Drop.NO_ROUTE);
      return true;
    }
    OutboundSa sa = carrier.outbound.find(frame, at);
    if (sa == null) {
      drops.count(carrier.outbound.isEmpty() ? Drop.NO_MEMBER : Drop.NO_ROUTE);
      return true;
    }
    if (length > carrier.flowMtu) {
      return sendLong(outlet, carrier, sa, at, length, now);
    }
    MssClamp.clamp(frame, at, length, carrier.flowMtu);
    seal(carrier, sa, frame, at, length, now);
    return true;
  }

  private boolean sendLong(
      Outlet outlet, Carrier carrier, OutboundSa sa, long at, int length, long now) {
    Oversize verdict =
        Oversize.judge(
            frame, at, length, carrier.mtu, carrier.flowMtu, carrier.fragmentation, outlet.df);
    switch (verdict) {
      case SEAL -> seal(carrier, sa, frame, at, length, now);
      case CUT -> cut(carrier, sa, at, length, now);
      case ANSWER -> {
        drops.count(Drop.TOO_BIG);
        answers.answer(outlet, frame, at, length, carrier.flowMtu, now);
      }
    }
    return verdict != Oversize.ANSWER;
  }

  private void cut(Carrier carrier, OutboundSa sa, long at, int length, long now) {
    int count = Fragmenter.count(frame, at, length, carrier.mtu);
    if (count < 0) {
      drops.count(count);
    }
    for (int i = 0; i < count; i++) {
      int octets = Fragmenter.write(frame, at, carrier.mtu, i, piece, 0);
      seal(carrier, sa, piece, 0, octets, now);
    }
  }

  private void seal(
      Carrier carrier, OutboundSa sa, MemorySegment m, long at, int length, long now) {
    Burst burst = room(carrier, sa.sealedLength(length));
    int to = burst.reserve(sa.sealedLength(length));
    if (to < 0) {
      drops.count(Drop.TOO_BIG);
      return;
    }
    int trafficClass = OutboundSa.outerTrafficClass(m, at);
    int sealed = sa.seal(m, at, length, burst.memory, to);
    if (sealed < 0) {
      drops.count(sealed);
      return;
    }
    if (sealing.isEmpty() || sealing.getLast() != sa && !sealing.contains(sa)) {
      sealing.add(sa);
    }
    burst.append(sealed, trafficClass);
    collected += sealed;
    carrier.sent(length, now);
  }

  /// The carrier's burst with room for one packet more.
  private Burst room(Carrier carrier, int octets) {
    Burst burst = carrier.burst;
    if (burst != null && burst.reserve(octets) >= 0) {
      return burst;
    }
    if (burst != null || spare.isEmpty()) {
      flush();
    }
    burst = spare.removeLast();
    boolean udp = carrier.encapsulation == Encapsulation.UDP;
    burst.begin(carrier.remote.address(), udp ? carrier.remote.port() : 0);
    carrier.burst = burst;
    sending.add(carrier);
    return burst;
  }

  private void flush() {
    for (int i = 0; i < sealing.size(); i++) {
      sealing.get(i).finish();
    }
    int count = sending.size();
    for (int i = 0; i < count; i++) {
      Carrier carrier = sending.get(i);
      Burst burst = carrier.burst;
      if (burst == null) {
        continue;
      }
      if (carrier.encapsulation == Encapsulation.UDP) {
        carrier.sockets.natted().queue(burst);
      } else {
        carrier.sockets.esp().queue(burst);
      }
    }
    for (int i = 0; i < count; i++) {
      Carrier carrier = sending.get(i);
      Sockets sockets = carrier.sockets;
      drops.count(Drop.NOT_SENT, sockets.natted().flush() + sockets.esp().flush());
      Burst burst = carrier.burst;
      if (burst != null) {
        spare.addLast(burst);
        carrier.burst = null;
      }
    }
    for (int i = 0; i < sealing.size(); i++) {
      sealing.get(i).sent();
    }
    sealing.clear();
    sending.clear();
    collected = 0;
  }
}
