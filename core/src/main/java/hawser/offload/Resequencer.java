package hawser.offload;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Puts the segments of each TCP flow in order before they are joined: packets that were spread
/// over the members of an aggregate arrive a little out of step, and a receiver would take that for
/// loss.
///
/// A segment behind a gap is held, for a short time and in bounded memory; one flow's gap holds no
/// other flow. What is not TCP data passes at once. Owned by one thread.
public final class Resequencer {
  /// How long a gap may hold a flow: more than members of like delay are apart, less than a sender
  /// takes for a lost packet.
  static final long HOLD_NANOS = 2_000_000;

  private static final int FLOWS = 1_024;
  private static final int PLACES = 512;
  private static final int PLACE = 2_048;
  private static final int NONE = -1;

  /// A jump of more than this is a new start, not a gap.
  private static final int MOST_GAP = 8 << 20;

  private static final long STALE_NANOS = 1_000_000_000;

  private final Coalescer next;
  private final Transport packet = new Transport();
  private final Flow[] flows = new Flow[FLOWS];

  // Held segments, by place: a list for each flow in order of sequence numbers.
  private final int[] sequences = new int[PLACES];
  private final int[] payloads = new int[PLACES];
  private final int[] lengths = new int[PLACES];
  private final int[] links = new int[PLACES];
  private MemorySegment held = MemorySegment.NULL;
  private int free = NONE;
  private int released = NONE;
  private int waiting;
  private long deadline;

  public Resequencer(Coalescer next) {
    this.next = next;
    Arrays.setAll(flows, i -> new Flow());
  }

  /// Takes the packet of `length` octets at `ip`, whose IP header is known to be whole. Its memory
  /// must stay as it is until [#flush].
  public void add(MemorySegment m, long ip, int length, long now) {
    if (!packet.read(m, ip, length) || !packet.tcp || length > PLACE) {
      next.add(m, ip, length);
      return;
    }
    Flow flow = flows[packet.hash() & FLOWS - 1];
    boolean known =
        flow.ports == packet.ports() && flow.hash == packet.hash() && now - flow.seen < STALE_NANOS;
    if (!known) {
      release(flow);
      flow.hash = packet.hash();
      flow.ports = packet.ports();
      flow.expected = packet.sequence;
    }
    flow.seen = now;
    if ((packet.flags & (Transport.SYN | Transport.RST)) != 0) {
      release(flow);
      flow.expected = packet.sequence + 1;
      next.add(m, ip, length);
      return;
    }
    int gap = packet.sequence - flow.expected;
    if (packet.payload == 0 || gap < 0) {
      next.add(m, ip, length);
    } else if (gap == 0) {
      next.add(m, ip, length);
      flow.expected += packet.payload;
      continueWith(flow);
    } else if (gap > MOST_GAP || !hold(flow, now)) {
      release(flow);
      next.add(m, ip, length);
      flow.expected = packet.sequence + packet.payload;
    }
  }

  /// Hands on what is complete; what waits behind a gap goes on waiting.
  public void flush() {
    next.flush();
    while (released != NONE) {
      int place = released;
      released = links[place];
      links[place] = free;
      free = place;
    }
  }

  /// When [#expire] should be called; meaningful while [#isHolding].
  public long deadline() {
    return deadline;
  }

  public boolean isHolding() {
    return waiting > 0;
  }

  /// Gives up the gaps that are too old.
  public void expire(long now) {
    long earliest = Long.MAX_VALUE;
    for (Flow flow : flows) {
      if (flow.first != NONE && now - flow.heldSince >= HOLD_NANOS) {
        release(flow);
      } else if (flow.first != NONE) {
        earliest = Math.min(earliest, flow.heldSince + HOLD_NANOS);
      }
    }
    deadline = earliest;
    flush();
  }

  /// Copies the packet to a place of its own. False when all places are taken.
  private boolean hold(Flow flow, long now) {
    int place = takePlace();
    if (place == NONE) {
      return false;
    }
    int length = packet.headers + packet.payload;
    MemorySegment.copy(packet.memory, packet.ip, held, (long) place * PLACE, length);
    sequences[place] = packet.sequence;
    payloads[place] = packet.payload;
    lengths[place] = length;
    if (flow.first == NONE) {
      flow.heldSince = now;
      deadline = waiting == 0 ? now + HOLD_NANOS : Math.min(deadline, now + HOLD_NANOS);
    }
    insert(flow, place);
    waiting++;
    return true;
  }

  private void insert(Flow flow, int place) {
    int sequence = sequences[place];
    if (flow.first == NONE || sequence - sequences[flow.first] < 0) {
      links[place] = flow.first;
      if (flow.first == NONE) {
        flow.last = place;
      }
      flow.first = place;
      return;
    }
    // Mostly it comes behind all others.
    int before = sequence - sequences[flow.last] >= 0 ? flow.last : flow.first;
    while (links[before] != NONE && sequence - sequences[links[before]] >= 0) {
      before = links[before];
    }
    links[place] = links[before];
    links[before] = place;
    if (links[place] == NONE) {
      flow.last = place;
    }
  }

  /// Hands on the held segments that now are in order.
  private void continueWith(Flow flow) {
    while (flow.first != NONE && sequences[flow.first] - flow.expected <= 0) {
      pass(flow);
    }
  }

  /// Hands on all held segments in order, gaps or not.
  private void release(Flow flow) {
    while (flow.first != NONE) {
      pass(flow);
    }
  }

  private void pass(Flow flow) {
    int place = flow.first;
    flow.first = links[place];
    next.add(held, (long) place * PLACE, lengths[place]);
    int end = sequences[place] + payloads[place];
    if (end - flow.expected > 0) {
      flow.expected = end;
    }
    links[place] = released;
    released = place;
    waiting--;
  }

  private int takePlace() {
    if (held.byteSize() == 0) { // the first gap ever
      held = Arena.ofAuto().allocate((long) PLACES * PLACE, 64);
      for (int i = PLACES - 1; i >= 0; i--) {
        links[i] = free;
        free = i;
      }
    }
    int place = free;
    if (place != NONE) {
      free = links[place];
    }
    return place;
  }

  private static final class Flow {
    int hash;
    int ports;
    int expected;
    int first = NONE;
    int last = NONE;
    long seen;
    long heldSince;
  }
}
