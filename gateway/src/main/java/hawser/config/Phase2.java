package hawser.config;

import hawser.net.TrafficSelector;
import java.time.Duration;
import java.util.List;

/// `vpn ipsec phase2-interface`.
///
/// @param keylifeKilobytes 0 for no limit
public record Phase2(
    String name,
    String phase1Name,
    List<String> proposals,
    boolean pfs,
    List<Integer> groups,
    boolean replay,
    boolean addRoute,
    Duration keylife,
    long keylifeKilobytes,
    TrafficSelector source,
    TrafficSelector destination) {}
