package hawser.linux;

import hawser.net.IpAddress;

/// An address of a device.
///
/// @param protocol who set it (`IFA_PROTO`), 0 when unknown
public record AddressEntry(int link, IpAddress address, int prefixLength, int protocol) {}
