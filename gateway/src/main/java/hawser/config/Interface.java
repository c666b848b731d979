package hawser.config;

import hawser.net.IpAddress;

/// `system interface`.
///
/// @param address 0.0.0.0 when its addresses stay as the host set them
/// @param mtu 0 unless set by hand
public record Interface(
    String name, IpAddress address, int prefixLength, IpAddress remote, boolean up, int mtu) {}
