package hawser.config;

import java.util.List;

/// `firewall service custom`, or a predefined one: the matches of which one must hold, in nftables'
/// words.
public record Service(String name, List<String> matches) {}
