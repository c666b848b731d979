package hawser.admin;

import hawser.config.AccessProfile;
import java.util.Optional;

/// Who a request comes from.
///
/// @param session empty for a token
/// @param mustChangePassword true while nothing but a new password is accepted
public record Principal(
    String name, AccessProfile profile, Optional<Session> session, boolean mustChangePassword) {}
