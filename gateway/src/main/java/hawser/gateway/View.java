package hawser.gateway;

import hawser.config.Configuration;
import hawser.linux.Link;
import java.util.Map;

/// The live state, as commands see it. Valid only while the question runs on the control loop.
public record View(
    Configuration configuration,
    Tunnels tunnels,
    Workers workers,
    Map<String, Link> links,
    Loop loop) {}
