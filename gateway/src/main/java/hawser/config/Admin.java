package hawser.config;

import hawser.net.Prefix;
import java.util.List;
import java.util.Optional;

/// `system admin`.
///
/// @param passwordHash what [PasswordHash] made of the configured password
/// @param trustedHosts where logins may come from; empty for anywhere
public record Admin(
    String name,
    String profile,
    List<Prefix> trustedHosts,
    Optional<String> passwordHash,
    boolean mustChangePassword) {}
