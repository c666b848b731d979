package hawser.gateway;

import hawser.config.Host;
import hawser.linux.Link;
import hawser.linux.Netlink;
import hawser.linux.OsException;
import java.util.Set;
import java.util.stream.Collectors;

/// The devices of this machine, or of the network namespace that we run in.
public final class HostDevices {
  private HostDevices() {}

  /// The devices as they are now.
  public static Host current() {
    Set<String> names;
    try (Netlink netlink = Netlink.open()) {
      names = netlink.links().stream().map(Link::name).collect(Collectors.toSet());
    } catch (OsException e) {
      names = Set.of();
    }
    Set<String> devices = names;
    return () -> devices;
  }
}
