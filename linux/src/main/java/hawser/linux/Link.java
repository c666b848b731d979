package hawser.linux;

/// A network device as rtnetlink reports it.
///
/// @param running the device has carrier
public record Link(
    int index, String name, boolean up, boolean running, boolean loopback, int mtu) {}
