package hawser.gateway;

/// The part of an SA's life that is measured in octets (`keylifekbs`), looked at once a second.
///
/// At 10 Gb/s a second is 1.2 GB, so no limit is met to the octet. A successor is asked for as soon
/// as the rate of the last second would pass the soft limit within `foresight` more; an SA beyond
/// its hard limit ends at the next look, which is the time that its successor has to come.
final class Volume {
  enum Verdict {
    FRESH,
    REPLACE,
    END
  }

  private final long soft;
  private final long hard;
  private final int foresight;
  private long before;
  private boolean over;

  /// @param softShare of the hard limit, up to 1
  /// @param foresight seconds
  Volume(long hard, double softShare, int foresight) {
    this.hard = hard;
    this.soft = (long) (hard * softShare);
    this.foresight = foresight;
  }

  /// The SA has carried `octets` in the direction that carried more.
  Verdict look(long octets) {
    long rate = octets - before;
    before = octets;
    if (octets >= hard) {
      Verdict verdict = over ? Verdict.END : Verdict.REPLACE;
      over = true;
      return verdict;
    }
    return octets + rate * foresight >= soft ? Verdict.REPLACE : Verdict.FRESH;
  }
}
