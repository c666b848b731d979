package hawser.esp;

/// Why a packet was dropped: the one list behind counters, `diagnose` and docs.
public enum Drop {
  TRUNCATED("shorter than its headers"),
  UNKNOWN_SPI("no SA with this SPI"),
  REPLAYED("sequence number seen before"),
  TOO_OLD("sequence number left of the replay window"),
  BAD_ICV("integrity check failed"),
  BAD_PADDING("padding is not 1, 2, 3, ..."),
  DUMMY("dummy packet (next header 59)"),
  BAD_NEXT_HEADER("next header is neither IPv4 nor IPv6, or not what follows"),
  BAD_INNER("inner IP header is malformed or source-routed"),
  SELECTOR("inner addresses, protocol or ports are not those of the SA"),
  ECN("outer CE mark on an inner packet without ECN"),
  SEQUENCE_EXHAUSTED("all sequence numbers are used"),
  NO_ROUTE("no selector covers the packet"),
  NO_MEMBER("no member of the aggregate is up"),
  TOO_BIG("longer than the tunnel takes, and must not be cut"),
  NOT_SENT("the kernel did not take it"),
  WRONG_WORKER("came to a worker without its SA, and the one that has it is busy"),
  FAULT("a fault of ours while it was handled");

  private static final Drop[] ALL = values();

  private final String text;

  Drop(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /// The negative result that stands for this reason.
  public int result() {
    return -1 - ordinal();
  }

  /// The reason behind a negative result.
  public static Drop of(int result) {
    return ALL[-1 - result];
  }
}
