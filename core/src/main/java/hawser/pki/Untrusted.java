package hawser.pki;

import java.io.Serial;

/// A chain of certificates that proves nothing, with the reason. Stackless: a peer can cause it.
public final class Untrusted extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /// Why.
  public enum Reason {
    NO_CERTIFICATE,
    TOO_MANY,
    UNKNOWN_AUTHORITY,
    EXPIRED,
    NOT_YET_VALID,
    REVOKED,
    STALE_CRL,
    WEAK_ALGORITHM,
    KEY_USAGE,
    /// Signature, basic constraints, path length, name constraints, or an unknown critical
    /// extension.
    INVALID_PATH
  }

  private final Reason reason;

  Untrusted(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
