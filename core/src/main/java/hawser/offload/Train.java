package hawser.offload;

import hawser.net.Checksum;
import hawser.net.Ip4;
import hawser.net.Ip6;
import hawser.net.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The packets of one flow that become one super-packet.
final class Train {
  /// As many as Linux takes in a UDP super-packet (`UDP_MAX_SEGMENTS` before 6.10).
  private static final int MOST_PACKETS = 64;

  private static final int MOST_OCTETS = 0xffff;
  private static final int MOST_HEADERS = Ip6.HEADER + 60;

  private final Transport first = new Transport();
  private final MemorySegment head = Arena.ofAuto().allocate(VnetHeader.LENGTH + MOST_HEADERS, 16);
  private final Gather frame = new Gather(1 + MOST_PACKETS);
  private int packets;
  private int octets;
  private int nextSequence;
  private boolean intact;
  private boolean complete;
  private int push;

  /// True for a packet that others may join: data, and nothing that a receiver must see by itself.
  static boolean mayStart(Transport packet) {
    int special = Transport.FIN | Transport.SYN | Transport.RST | Transport.URG | Transport.CWR;
    return packet.payload > 0
        && (!packet.tcp
            || (packet.flags & (special | Transport.PSH | Transport.ACK)) == Transport.ACK);
  }

  void start(Transport packet) {
    first.copyFrom(packet);
    frame.clear();
    frame.add(head, 0, VnetHeader.LENGTH + packet.headers);
    frame.add(packet.memory, packet.ip + packet.headers, packet.payload);
    packets = 1;
    octets = packet.headers + packet.payload;
    nextSequence = packet.sequence + packet.payload;
    intact = false;
    complete = false;
    push = 0;
  }

  void clear() {
    packets = 0;
  }

  int packets() {
    return packets;
  }

  Transport first() {
    return first;
  }

  /// True when no packet can join any more.
  boolean isComplete() {
    return complete;
  }

  boolean isOf(Transport packet) {
    return first.isSameFlow(packet);
  }

  /// Takes a packet of the same flow; false when it does not continue this train.
  boolean append(Transport packet) {
    boolean continues =
        packet.payload > 0
            && packet.payload <= first.payload
            && octets + packet.payload <= MOST_OCTETS
            && (!packet.tcp || packet.sequence == nextSequence)
            && first.hasSameHeaders(packet)
            && (first.identification() < 0
                || packet.identification() == (first.identification() + packets & 0xffff));
    if (!continues || !intact && !first.isIntact() || !packet.isIntact()) {
      return false;
    }
    intact = true;
    frame.add(packet.memory, packet.ip + packet.headers, packet.payload);
    packets++;
    octets += packet.payload;
    nextSequence += packet.payload;
    push |= packet.flags & Transport.PSH;
    complete =
        packet.payload < first.payload
            || packets == MOST_PACKETS
            || packet.tcp && (packet.flags & Transport.PSH) != 0;
    return true;
  }

  /// The super-packet of two or more packets.
  Gather frame() {
    long ip = VnetHeader.LENGTH;
    MemorySegment.copy(first.memory, first.ip, head, ip, first.headers);
    int segment = octets - first.network;
    long transport = ip + first.network;
    int protocol = first.tcp ? Ip4.PROTOCOL_TCP : Ip4.PROTOCOL_UDP;
    if (first.v4) {
      Net.put16(head, ip + 2, octets);
      Ip4.writeChecksum(head, ip);
    } else {
      Net.put16(head, ip + 4, segment);
    }
    if (first.tcp) {
      Net.put8(head, transport + 13, first.flags | push);
    } else {
      Net.put16(head, transport + 4, segment);
    }
    int offset = first.tcp ? 16 : 6;
    int pseudo = ~Checksum.finish(Checksum.pseudoHeader(head, ip, protocol, segment)) & 0xffff;
    Net.put16(head, transport + offset, pseudo);
    int type =
        !first.tcp ? VnetHeader.GSO_UDP : first.v4 ? VnetHeader.GSO_TCP4 : VnetHeader.GSO_TCP6;
    VnetHeader.writeGso(head, 0, type, first.headers, first.payload, first.network, offset);
    return frame;
  }
}
