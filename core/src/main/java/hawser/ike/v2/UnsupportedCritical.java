package hawser.ike.v2;

import hawser.bytes.Malformed;
import java.io.Serial;

/// The sender insists that a payload is understood that we do not know (RFC 7296 section 2.5).
final class UnsupportedCritical extends Malformed {
  @Serial private static final long serialVersionUID = 1L;

  private final int type;

  UnsupportedCritical(int type) {
    super("critical payload of unknown type " + type);
    this.type = type;
  }

  int type() {
    return type;
  }
}
