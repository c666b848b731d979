package hawser.ike.v2;

/// Numbers of payloads (RFC 7296 section 3.2). Those of IKEv1 end at 32 and are never met here.
final class PayloadType {
  static final int NONE = 0;
  static final int LAST_OF_IKEV1 = 32;
  static final int SA = 33;
  static final int KEY_EXCHANGE = 34;
  static final int ID_INITIATOR = 35;
  static final int ID_RESPONDER = 36;
  static final int CERTIFICATE = 37;
  static final int CERTIFICATE_REQUEST = 38;
  static final int AUTHENTICATION = 39;
  static final int NONCE = 40;
  static final int NOTIFY = 41;
  static final int DELETE = 42;
  static final int VENDOR_ID = 43;
  static final int TS_INITIATOR = 44;
  static final int TS_RESPONDER = 45;
  static final int ENCRYPTED = 46;
  static final int CONFIGURATION = 47;
  static final int EAP = 48;
  static final int ENCRYPTED_FRAGMENT = 53; // RFC 7383

  private PayloadType() {}
}
