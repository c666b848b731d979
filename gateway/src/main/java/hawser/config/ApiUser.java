package hawser.config;

import hawser.net.Prefix;
import java.util.List;

/// `system api-user`: who a token stands for.
///
/// @param trustedHosts where its token is taken from; empty for this machine only
public record ApiUser(String name, String profile, List<Prefix> trustedHosts) {}
