package hawser.esp;

/// Counts what one SA after the other carried of the same traffic: a successor goes on where the
/// one before it ended. Owned by the worker that owns the SAs.
public final class Tally {
  private long packets;
  private long octets;

  void count(int length) {
    packets++;
    octets += length;
  }

  public long packets() {
    return packets;
  }

  /// Octets as FortiOS counts a tunnel's: of the wire where they come in, of the inner packet where
  /// they go out.
  public long octets() {
    return octets;
  }

  public void clear() {
    packets = 0;
    octets = 0;
  }
}
