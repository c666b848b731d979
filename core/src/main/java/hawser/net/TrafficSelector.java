package hawser.net;

import java.util.Optional;

/// Which packets an SA carries, on one side of it (RFC 4301 section 4.4.1.1).
///
/// @param protocol 0 means any
/// @param firstPort 0 to 65535 with the last means any
public record TrafficSelector(int protocol, AddressRange range, int firstPort, int lastPort) {
  private static final int LAST_PORT = 65535;

  public static final TrafficSelector ALL4 = new TrafficSelector(0, AddressRange.ALL4, 0);
  public static final TrafficSelector ALL6 = new TrafficSelector(0, AddressRange.ALL6, 0);

  public TrafficSelector {
    if (protocol < 0
        || protocol > 255
        || firstPort < 0
        || firstPort > lastPort
        || lastPort > LAST_PORT) {
      throw new IllegalArgumentException(
          "no selector: " + protocol + ":" + firstPort + "-" + lastPort);
    }
  }

  /// One port, or with 0 any, as IKEv1's identities have it.
  public TrafficSelector(int protocol, AddressRange range, int port) {
    this(protocol, range, port, port == 0 ? LAST_PORT : port);
  }

  public static TrafficSelector of(Prefix prefix) {
    return new TrafficSelector(0, AddressRange.of(prefix), 0);
  }

  /// True when every packet of `other` is one of ours.
  public boolean contains(TrafficSelector other) {
    return range.contains(other.range)
        && (protocol == 0 || protocol == other.protocol)
        && firstPort <= other.firstPort
        && other.lastPort <= lastPort;
  }

  /// The packets that are both of ours and of `other`; empty when there are none.
  public Optional<TrafficSelector> intersect(TrafficSelector other) {
    boolean protocolsMeet = protocol == 0 || other.protocol == 0 || protocol == other.protocol;
    int first = Math.max(firstPort, other.firstPort);
    int last = Math.min(lastPort, other.lastPort);
    if (!protocolsMeet || first > last) {
      return Optional.empty();
    }
    int common = protocol == 0 ? other.protocol : protocol;
    return range.intersect(other.range).map(both -> new TrafficSelector(common, both, first, last));
  }

  public boolean isAnyPort() {
    return firstPort == 0 && lastPort == LAST_PORT;
  }

  /// The port, where it is one; 0 for any, and for several the first.
  public int port() {
    return isAnyPort() ? 0 : firstPort;
  }

  /// FortiOS's form, `proto:first-last:port`.
  @Override
  public String toString() {
    return protocol + ":" + range + ":" + port();
  }
}
