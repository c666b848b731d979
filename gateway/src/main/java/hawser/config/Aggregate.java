package hawser.config;

import java.util.List;

/// `system ipsec-aggregate`.
public record Aggregate(String name, List<String> members, String algorithm) {}
