package hawser.ike.v1;

import hawser.ike.Role;
import hawser.ike.V1Options.Xauth;

/// Authentication methods of phase 1 (RFC 2409 appendix A; those of XAuth are of the private range,
/// draft-beaulieu-ike-xauth-02 section 7.2).
enum Authentication {
  PRE_SHARED_KEY(1),
  /// The initiator is the user.
  XAUTH_INITIATOR_PSK(65001),
  /// The responder is the user.
  XAUTH_RESPONDER_PSK(65002);

  private final int number;

  Authentication(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static Authentication of(Isakmp sa) {
    return switch (sa.config.v1().xauth()) {
      case Xauth.None() -> PRE_SHARED_KEY;
      case Xauth.Client(var _, var _) ->
          sa.role == Role.INITIATOR ? XAUTH_INITIATOR_PSK : XAUTH_RESPONDER_PSK;
      case Xauth.Server(var _) ->
          sa.role == Role.INITIATOR ? XAUTH_RESPONDER_PSK : XAUTH_INITIATOR_PSK;
    };
  }
}
