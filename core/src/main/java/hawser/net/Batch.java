package hawser.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Packets on their way through: one off-heap slab and plain arrays that say where each packet
/// lies.
///
/// A batch has one owner at a time, is filled by the system call that receives and drained by the
/// one that sends; nothing is allocated per packet. Packet `i` occupies `length[i]` octets of
/// `memory` from `offset[i]`. Slots are `stride` octets apart and each packet starts [#HEADROOM]
/// octets into its slot, so a header can be put in front without a copy.
///
/// The other arrays hold what the network layer knows of the packet. On received packets they name
/// the peer; on packets to be sent they are the instructions for the sending system call.
public final class Batch {
  /// Free octets in front of a packet that was read: room for an ESP header with its IV.
  public static final int HEADROOM = 64;

  public final MemorySegment memory;
  public final int capacity;
  public final int stride;

  /// How many packets there are; index 0 to `count - 1`.
  public int count;

  public final int[] offset;
  public final int[] length;

  /// The outer TOS or traffic-class octet.
  public final byte[] trafficClass;

  /// The peer's address as in [IpAddress] (family by `peerV6`) and its UDP port, 0 for raw ESP.
  public final long[] peerHigh;

  public final long[] peerLow;
  public final boolean[] peerV6;
  public final int[] peerPort;

  /// A batch of `capacity` slots of `stride` octets from `arena`, which decides how long it lives.
  public Batch(Arena arena, int capacity, int stride) {
    this.memory = arena.allocate((long) capacity * stride, 64);
    this.capacity = capacity;
    this.stride = stride;
    this.offset = new int[capacity];
    this.length = new int[capacity];
    this.trafficClass = new byte[capacity];
    this.peerHigh = new long[capacity];
    this.peerLow = new long[capacity];
    this.peerV6 = new boolean[capacity];
    this.peerPort = new int[capacity];
  }

  public void clear() {
    count = 0;
  }

  public boolean isFull() {
    return count == capacity;
  }

  /// Where packet `index` starts when it is read into its slot.
  public int slot(int index) {
    return index * stride + HEADROOM;
  }

  /// The most octets that a packet in its slot can have.
  public int room() {
    return stride - HEADROOM;
  }

  /// Names the peer that packet `index` came from or goes to.
  public void peer(int index, IpAddress address, int port) {
    peerHigh[index] = address.high();
    peerLow[index] = address.low();
    peerV6[index] = !address.isV4();
    peerPort[index] = port;
  }

  /// The peer's address as an object; for the slow path only.
  public IpAddress peerAddress(int index) {
    return new IpAddress(
        peerV6[index] ? Family.IPV6 : Family.IPV4, peerHigh[index], peerLow[index]);
  }
}
