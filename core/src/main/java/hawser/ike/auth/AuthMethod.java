package hawser.ike.auth;

import java.util.Optional;

/// IANA registry "IKEv2 Authentication Method". DSS (3) is left out: SHOULD NOT (RFC 8247 section
/// 3).
public enum AuthMethod {
  /// RSASSA-PKCS1-v1_5 (RFC 7296 section 2.15).
  RSA(1),
  SHARED_KEY(2),
  /// RFC 4754: r and s of fixed length.
  ECDSA_SHA2_256_P256(9),
  ECDSA_SHA2_384_P384(10),
  ECDSA_SHA2_512_P521(11),
  /// RFC 7619.
  NULL(13),
  /// RFC 7427.
  DIGITAL_SIGNATURE(14);

  private final int number;

  AuthMethod(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public boolean isSignature() {
    return this != SHARED_KEY && this != NULL;
  }

  public static Optional<AuthMethod> ofNumber(int number) {
    for (AuthMethod method : values()) {
      if (method.number == number) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }
}
