package hawser.config;

import hawser.net.AddressRange;

/// `firewall address` of type ipmask or iprange.
public record Address(String name, AddressRange range) {}
