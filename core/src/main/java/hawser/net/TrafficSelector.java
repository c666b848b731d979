package hawser.net;

/// Which packets an SA carries, on one side of it (RFC 4301 section 4.4.1.1).
///
/// `protocol` 0 means any; a port of 0 means any, as IKEv1 identities have it.
public record TrafficSelector(int protocol, AddressRange range, int port) {
  public static final TrafficSelector ALL4 = new TrafficSelector(0, AddressRange.ALL4, 0);
  public static final TrafficSelector ALL6 = new TrafficSelector(0, AddressRange.ALL6, 0);

  public TrafficSelector {
    if (protocol < 0 || protocol > 255 || port < 0 || port > 65535) {
      throw new IllegalArgumentException("no selector: " + protocol + ":" + port);
    }
  }

  public static TrafficSelector of(Prefix prefix) {
    return new TrafficSelector(0, AddressRange.of(prefix), 0);
  }

  /// True when every packet of `other` is one of ours.
  public boolean contains(TrafficSelector other) {
    return range.contains(other.range)
        && (protocol == 0 || protocol == other.protocol)
        && (port == 0 || port == other.port);
  }

  /// FortiOS's form, `proto:first-last:port`.
  @Override
  public String toString() {
    return protocol + ":" + range + ":" + port;
  }
}
