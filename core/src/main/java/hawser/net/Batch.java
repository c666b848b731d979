package hawser.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Packets that came in: one off-heap slab and plain arrays that say where each packet lies.
///
/// The slab is divided into slots; one received datagram fills one slot. With receive offload a
/// datagram holds several packets back to back. Packet `i` occupies `length[i]` octets of `memory`
/// from `offset[i]`, and what the network layer knows of it stands at index `slot[i]` of the other
/// arrays. A batch has one owner; nothing is allocated per packet.
public final class Batch {
  /// The most packets that one datagram may hold (Linux `UDP_GRO_CNT_MAX`).
  public static final int MOST_PER_SLOT = 64;

  public final MemorySegment memory;
  public final int slots;
  public final int stride;

  /// How many slots are filled.
  public int filled;

  /// How many packets there are; index 0 to `count - 1`.
  public int count;

  public final int[] offset;
  public final int[] length;
  public final int[] slot;

  /// By slot: the outer TOS or traffic-class octet.
  public final byte[] trafficClass;

  /// By slot: the peer's address as in [IpAddress] (family by `peerV6`) and its UDP port, 0 for raw
  /// ESP.
  public final long[] peerHigh;

  public final long[] peerLow;
  public final boolean[] peerV6;
  public final int[] peerPort;

  /// A batch of `slots` slots of `stride` octets from `arena`, which decides how long it lives.
  public Batch(Arena arena, int slots, int stride, int mostPackets) {
    this.memory = arena.allocate((long) slots * stride, 64);
    this.slots = slots;
    this.stride = stride;
    this.offset = new int[mostPackets];
    this.length = new int[mostPackets];
    this.slot = new int[mostPackets];
    this.trafficClass = new byte[slots];
    this.peerHigh = new long[slots];
    this.peerLow = new long[slots];
    this.peerV6 = new boolean[slots];
    this.peerPort = new int[slots];
  }

  /// A batch of its own with packet `index` of this one; for the slow path only.
  public Batch copyOf(int index) {
    int octets = length[index];
    int from = slot[index];
    Batch copy = new Batch(Arena.ofAuto(), 1, octets, 1);
    MemorySegment.copy(memory, offset[index], copy.memory, 0, octets);
    copy.trafficClass[0] = trafficClass[from];
    copy.peerHigh[0] = peerHigh[from];
    copy.peerLow[0] = peerLow[from];
    copy.peerV6[0] = peerV6[from];
    copy.peerPort[0] = peerPort[from];
    copy.filled = 1;
    copy.add(0, 0, octets);
    return copy;
  }

  public void clear() {
    filled = 0;
    count = 0;
  }

  /// Slots that can still be filled.
  public int free() {
    return slots - filled;
  }

  /// Where slot `index` starts.
  public int start(int index) {
    return index * stride;
  }

  /// Appends a packet that lies in slot `index`.
  public void add(int index, int at, int octets) {
    offset[count] = at;
    length[count] = octets;
    slot[count] = index;
    count++;
  }

  /// The peer of packet `index` as an object; for the slow path only.
  public Endpoint peer(int index) {
    int at = slot[index];
    IpAddress address =
        new IpAddress(peerV6[at] ? Family.IPV6 : Family.IPV4, peerHigh[at], peerLow[at]);
    return new Endpoint(address, peerPort[at]);
  }

  /// The outer TOS or traffic-class octet of packet `index`.
  public int trafficClass(int index) {
    return trafficClass[slot[index]] & 0xff;
  }
}
