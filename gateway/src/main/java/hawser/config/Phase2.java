package hawser.config;

import hawser.net.TrafficSelector;
import java.time.Duration;
import java.util.List;

/// `vpn ipsec phase2-interface`.
public record Phase2(
    String name,
    String phase1Name,
    List<String> proposals,
    boolean pfs,
    List<Integer> groups,
    boolean replay,
    boolean addRoute,
    Duration keylife,
    TrafficSelector source,
    TrafficSelector destination) {}
