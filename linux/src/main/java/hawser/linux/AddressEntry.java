package hawser.linux;

import hawser.net.IpAddress;
import java.util.Optional;

/// An address of the interface with this index. `protocol` says who added it: see
/// [Netlink#PROTOCOL]; 0 unknown.
public record AddressEntry(
    int index, IpAddress address, int prefixLength, Optional<IpAddress> peer, int protocol) {}
