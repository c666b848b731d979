package hawser.linux;

import java.util.Optional;

/// What becomes of packets that match a route, `RTN_` in rtnetlink(7).
public enum RouteType {
  UNICAST(1),
  LOCAL(2),
  BROADCAST(3),
  ANYCAST(4),
  MULTICAST(5),

  /// Dropped without a word.
  BLACKHOLE(6),

  UNREACHABLE(7),
  PROHIBIT(8),

  /// The lookup goes on in the next table.
  THROW(9);

  private final int code;

  RouteType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /// The device of such a route means something.
  boolean hasDevice() {
    return code <= MULTICAST.code;
  }

  static Optional<RouteType> of(int code) {
    return code >= 1 && code <= values().length
        ? Optional.of(values()[code - 1])
        : Optional.empty();
  }
}
