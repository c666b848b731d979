package hawser.esp;

/// Explicit congestion notification at tunnel ends (RFC 6040): the low two bits of the traffic
/// class.
public final class Ecn {
  private static final int NOT_ECT = 0;
  private static final int ECT_0 = 2;
  private static final int ECT_1 = 1;
  private static final int CE = 3;

  private Ecn() {}

  /// The inner field after decapsulation, normal mode (RFC 6040 section 4.2, figure 4), or -1 when
  /// the packet must be dropped.
  public static int decapsulate(int inner, int outer) {
    return switch (outer & 3) {
      case CE -> (inner & 3) == NOT_ECT ? -1 : CE;
      case ECT_1 -> (inner & 3) == ECT_0 ? ECT_1 : inner & 3;
      default -> inner & 3;
    };
  }
}
