package hawser.linux;

import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.util.Optional;

/// A route of the main table.
///
/// @param link the device's index, 0 for none
/// @param metric the kernel's priority: lower wins
/// @param protocol who set it; ours is [Netlink#PROTOCOL]
public record RouteEntry(
    Type type,
    Prefix destination,
    Optional<IpAddress> gateway,
    int link,
    int metric,
    int protocol) {
  /// What happens to packets of the route.
  public enum Type {
    UNICAST(1),
    LOCAL(2),
    BROADCAST(3),
    ANYCAST(4),
    MULTICAST(5),
    BLACKHOLE(6),
    UNREACHABLE(7),
    PROHIBIT(8);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }
}
