package hawser.config;

import hawser.net.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What the configuration says about administrators and how they reach the gateway.
///
/// @param httpsAddresses the addresses of interfaces with `allowaccess https`
/// @param httpAddresses those with `allowaccess http`
/// @param httpsRedirect whether who comes by HTTP is sent to HTTPS
/// @param tokenInQuery whether `?access_token=` is taken as well as a header
public record AdminSettings(
    String hostname,
    String adminHost,
    int httpPort,
    int httpsPort,
    List<IpAddress> httpsAddresses,
    List<IpAddress> httpAddresses,
    boolean httpsRedirect,
    Duration idleTimeout,
    int lockoutThreshold,
    Duration lockoutDuration,
    boolean tokenInQuery,
    List<Admin> admins,
    List<ApiUser> apiUsers,
    List<AccessProfile> profiles) {
  public Optional<Admin> admin(String name) {
    return admins.stream().filter(admin -> admin.name().equals(name)).findFirst();
  }

  public Optional<ApiUser> apiUser(String name) {
    return apiUsers.stream().filter(user -> user.name().equals(name)).findFirst();
  }

  /// The profile of this name; one without any right when there is none.
  public AccessProfile profile(String name) {
    return profiles.stream()
        .filter(profile -> profile.name().equals(name))
        .findFirst()
        .orElse(AccessProfile.NOTHING);
  }
}
