package hawser.linux;

import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.util.Optional;

/// A route. `oif` is the index of its interface, 0 for none; `protocol` says who added it, see
/// [Netlink#PROTOCOL]; the lower `metric` wins. Routes with several next hops have neither gateway
/// nor interface here.
public record RouteEntry(
    Prefix destination,
    Optional<IpAddress> gateway,
    int oif,
    int table,
    int protocol,
    int metric,
    RouteType type) {
  public static final int TABLE_MAIN = 254;
  public static final int TABLE_LOCAL = 255;

  /// A route of ours in the main table through an interface.
  public static RouteEntry over(Prefix destination, int oif, int metric) {
    return new RouteEntry(
        destination,
        Optional.empty(),
        oif,
        TABLE_MAIN,
        Netlink.PROTOCOL,
        metric,
        RouteType.UNICAST);
  }

  /// A route of ours in the main table that drops what it gets.
  public static RouteEntry blackhole(Prefix destination, int metric) {
    return new RouteEntry(
        destination,
        Optional.empty(),
        0,
        TABLE_MAIN,
        Netlink.PROTOCOL,
        metric,
        RouteType.BLACKHOLE);
  }
}
