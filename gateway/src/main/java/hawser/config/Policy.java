package hawser.config;

import java.util.List;

/// `firewall policy`.
public record Policy(
    long id,
    boolean enabled,
    List<String> from,
    List<String> to,
    List<String> sources,
    List<String> destinations,
    List<String> services,
    boolean accept,
    boolean nat) {}
