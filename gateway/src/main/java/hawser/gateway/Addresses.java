package hawser.gateway;

import hawser.config.Configuration;
import hawser.config.Interface;
import hawser.linux.AddressEntry;
import hawser.linux.Link;
import hawser.linux.Netlink;
import hawser.linux.OsException;
import hawser.net.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The addresses, states and MTUs that `system interface` sets. Addresses of ours carry our
/// protocol id; those of others are left alone.
final class Addresses {
  private final Netlink netlink;

  Addresses(Netlink netlink) {
    this.netlink = netlink;
  }

  /// @param outlets the names of our own TUN devices
  /// @param given by peers, with the device of each
  void reconcile(
      Configuration configuration,
      Map<String, Link> links,
      Set<String> outlets,
      Map<IpAddress, String> given)
      throws OsException {
    List<AddressEntry> present = netlink.addresses();
    for (Map.Entry<IpAddress, String> entry : given.entrySet()) {
      Link link = links.get(entry.getValue());
      boolean there = present.stream().anyMatch(a -> a.address().equals(entry.getKey()));
      if (link != null && !there) {
        netlink.addAddress(link.index(), entry.getKey(), 32, Optional.empty());
      }
    }
    for (Interface entry : configuration.interfaces()) {
      Link link = links.get(entry.name());
      if (link == null) {
        continue;
      }
      boolean ours = outlets.contains(entry.name());
      if (!entry.address().isAny()) {
        if (present.stream().noneMatch(address -> isOf(address, entry, link))) {
          add(entry, link, ours);
        }
        setState(entry, link);
      }
      if (entry.mtu() != 0 && entry.mtu() != link.mtu() && !ours) {
        netlink.setMtu(link.index(), entry.mtu());
      }
    }
    for (AddressEntry address : present) {
      boolean wanted =
          given.containsKey(address.address())
              || configuration.interfaces().stream()
                  .anyMatch(entry ->
                      links.containsKey(entry.name())
                          && isOf(address, entry, links.get(entry.name())));
      removeUnless(wanted, address);
    }
  }

  /// Takes back what an earlier run left and `configuration` does not name; or, when we stop, all.
  void removeStale(Optional<Configuration> configuration) throws OsException {
    for (AddressEntry address : netlink.addresses()) {
      boolean wanted =
          configuration.stream()
              .flatMap(c -> c.interfaces().stream())
              .anyMatch(entry -> entry.address().equals(address.address()));
      removeUnless(wanted, address);
    }
  }

  private void removeUnless(boolean wanted, AddressEntry address) throws OsException {
    if (address.protocol() == Netlink.PROTOCOL && !wanted) {
      netlink.removeAddress(address.index(), address.address(), address.prefixLength());
    }
  }

  /// A tunnel has an address at each end; `remote-ip` makes it a point-to-point one.
  private void add(Interface entry, Link link, boolean ours) throws OsException {
    Optional<IpAddress> remote = Optional.of(entry.remote()).filter(r -> !r.isAny() && ours);
    int length = remote.isPresent() ? 32 : entry.prefixLength();
    netlink.addAddress(link.index(), entry.address(), length, remote);
  }

  private void setState(Interface entry, Link link) throws OsException {
    if (entry.up() && !link.isUp()) {
      netlink.setUp(link.index());
    } else if (!entry.up() && link.isUp()) {
      netlink.setDown(link.index());
    }
  }

  private static boolean isOf(AddressEntry address, Interface entry, Link link) {
    return address.index() == link.index() && address.address().equals(entry.address());
  }
}
