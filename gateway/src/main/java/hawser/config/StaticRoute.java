package hawser.config;

import hawser.net.IpAddress;
import hawser.net.Prefix;

/// `router static`.
public record StaticRoute(
    String id,
    boolean enabled,
    Prefix destination,
    IpAddress gateway,
    String device,
    int distance,
    boolean blackhole) {}
