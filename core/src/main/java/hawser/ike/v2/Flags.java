package hawser.ike.v2;

import hawser.ike.Header;
import hawser.ike.Role;

/// The flags of the header (RFC 7296 section 3.1). Others are ignored.
final class Flags {
  static final int INITIATOR = 0x08;
  static final int RESPONSE = 0x20;

  private Flags() {}

  static boolean isResponse(Header header) {
    return (header.flags() & RESPONSE) != 0;
  }

  /// Which side of the IKE SA sent the message.
  static Role sender(Header header) {
    return (header.flags() & INITIATOR) != 0 ? Role.INITIATOR : Role.RESPONDER;
  }
}
