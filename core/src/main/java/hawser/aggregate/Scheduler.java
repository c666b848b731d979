package hawser.aggregate;

import java.lang.foreign.MemorySegment;

/// Places packets on the members of one location. Owned by one worker; asked for every packet, so
/// it reads arrays and allocates nothing.
public sealed interface Scheduler {
  /// The index of the member that carries the packet at `ip`.
  int pick(MemorySegment m, long ip, int length);

  /// A scheduler over `weights.length` members in priority order. `ids` identify members across
  /// rebuilds, so that hashing moves only the flows of a member that left.
  static Scheduler of(Algorithm algorithm, int[] weights, long[] ids) {
    if (weights.length == 0 || weights.length != ids.length) {
      throw new IllegalArgumentException("a location has at least one member");
    }
    return switch (algorithm) {
      case ROUND_ROBIN -> new Turns(Turns.cycle(new int[weights.length]));
      case WEIGHTED_ROUND_ROBIN -> new Turns(Turns.cycle(weights));
      case L3 -> new Hashed(FlowHash.Layer.L3, ids.clone());
      case L4 -> new Hashed(FlowHash.Layer.L4, ids.clone());
      case REDUNDANT -> new First();
    };
  }

  /// Round robin over a cycle computed beforehand.
  final class Turns implements Scheduler {
    private final short[] cycle;
    private int next;

    private Turns(short[] cycle) {
      this.cycle = cycle;
    }

    @Override
    public int pick(MemorySegment m, long ip, int length) {
      int member = cycle[next];
      next = next + 1 == cycle.length ? 0 : next + 1;
      return member;
    }

    /// The smoothest order in which member `i` has `weights[i]` turns (at least one): each turn
    /// goes to the member that is furthest behind its share.
    static short[] cycle(int[] weights) {
      int total = 0;
      for (int weight : weights) {
        total += Math.max(weight, 1);
      }
      short[] cycle = new short[total];
      int[] credit = new int[weights.length];
      for (int turn = 0; turn < total; turn++) {
        int best = 0;
        for (int i = 0; i < weights.length; i++) {
          credit[i] += Math.max(weights[i], 1);
          if (credit[i] > credit[best]) {
            best = i;
          }
        }
        credit[best] -= total;
        cycle[turn] = (short) best;
      }
      return cycle;
    }
  }

  /// Rendezvous hashing: the member with the highest hash of flow and member wins.
  final class Hashed implements Scheduler {
    private final FlowHash.Layer layer;
    private final long[] ids;

    private Hashed(FlowHash.Layer layer, long[] ids) {
      this.layer = layer;
      this.ids = ids;
    }

    @Override
    public int pick(MemorySegment m, long ip, int length) {
      long flow = FlowHash.of(layer, m, ip, length);
      int best = 0;
      long highest = Long.MIN_VALUE;
      for (int i = 0; i < ids.length; i++) {
        long score = FlowHash.mix(flow ^ FlowHash.mix(ids[i]));
        if (score > highest) {
          highest = score;
          best = i;
        }
      }
      return best;
    }
  }

  /// Always the first: members stand in priority order and only those that are up are here.
  final class First implements Scheduler {
    private First() {}

    @Override
    public int pick(MemorySegment m, long ip, int length) {
      return 0;
    }
  }
}
