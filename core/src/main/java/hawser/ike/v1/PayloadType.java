package hawser.ike.v1;

/// The payload numbers of IKEv1 (RFC 2408 section 3.1, RFC 3947).
final class PayloadType {
  static final int NONE = 0;
  static final int SA = 1;
  static final int PROPOSAL = 2;
  static final int TRANSFORM = 3;
  static final int KEY_EXCHANGE = 4;
  static final int IDENTITY = 5;
  static final int HASH = 8;
  static final int NONCE = 10;
  static final int NOTIFY = 11;
  static final int DELETE = 12;
  static final int VENDOR_ID = 13;
  static final int ATTRIBUTES = 14; // draft-dukes-ike-mode-cfg-02
  static final int NAT_DETECTION = 20;

  /// A part of a message, of the private range as the vendors agreed.
  static final int FRAGMENT = 132;

  private PayloadType() {}
}
