package hawser.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Packets that go out to one peer, back to back in off-heap memory, in runs that segmentation
/// offload can send as one: a run's packets have the same length, but for a shorter last one.
///
/// Owned by one thread. A packet is written where [#reserve] says and then appended.
public final class Burst {
  /// As many packets as Linux takes in one run (`UDP_MAX_SEGMENTS` before 6.10).
  private static final int MOST_PER_RUN = 64;

  /// The largest UDP payload over IPv4.
  private static final int MOST_OCTETS = 65_507;

  public final MemorySegment memory;

  /// How many runs there are; index 0 to `runs - 1`.
  public int runs;

  /// By run: where it starts, its octets, and the octets of each packet but a shorter last one.
  public final int[] start;

  public final int[] length;
  public final int[] segment;
  public final byte[] trafficClass;

  /// The peer, as in [Batch].
  public long peerHigh;

  public long peerLow;
  public boolean peerV6;
  public int peerPort;

  private final int[] packets;
  private int used;
  private boolean open;

  public Burst(Arena arena, int octets, int mostRuns) {
    memory = arena.allocate(octets, 64);
    start = new int[mostRuns];
    length = new int[mostRuns];
    segment = new int[mostRuns];
    trafficClass = new byte[mostRuns];
    packets = new int[mostRuns];
  }

  /// Empties the burst and turns it to a peer; port 0 for raw ESP.
  public void begin(IpAddress address, int port) {
    runs = 0;
    used = 0;
    open = false;
    peerHigh = address.high();
    peerLow = address.low();
    peerV6 = !address.isV4();
    peerPort = port;
  }

  /// Where a packet of up to `octets` octets may be written, -1 when the burst is full.
  public int reserve(int octets) {
    return runs == start.length || used + octets > memory.byteSize() ? -1 : used;
  }

  /// Appends the packet that was written at the place reserved last.
  public void append(int octets, int outerTrafficClass) {
    int run = runs - 1;
    boolean joins =
        open
            && octets <= segment[run]
            && trafficClass[run] == (byte) outerTrafficClass
            && packets[run] < MOST_PER_RUN
            && length[run] + octets <= MOST_OCTETS;
    if (joins) {
      open = octets == segment[run];
      length[run] += octets;
      packets[run]++;
    } else {
      run = runs++;
      start[run] = used;
      length[run] = octets;
      segment[run] = octets;
      trafficClass[run] = (byte) outerTrafficClass;
      packets[run] = 1;
      open = true;
    }
    used += octets;
  }

  /// Octets of all packets.
  public int octets() {
    return used;
  }

  /// How many packets run `run` has.
  public int packets(int run) {
    return packets[run];
  }
}
