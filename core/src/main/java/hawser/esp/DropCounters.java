package hawser.esp;

/// How many packets were dropped for each reason. Owned by one thread.
public final class DropCounters {
  private final long[] counts = new long[Drop.values().length];

  public void count(Drop reason) {
    counts[reason.ordinal()]++;
  }

  public void count(Drop reason, long packets) {
    counts[reason.ordinal()] += packets;
  }

  /// Counts a negative result.
  public void count(int result) {
    counts[-1 - result]++;
  }

  public long of(Drop reason) {
    return counts[reason.ordinal()];
  }

  /// A copy, by ordinal of [Drop], which the owner may hand to another thread.
  public long[] snapshot() {
    return counts.clone();
  }
}
