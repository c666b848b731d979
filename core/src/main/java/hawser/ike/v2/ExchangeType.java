package hawser.ike.v2;

/// Numbers of exchanges (RFC 7296 section 3.1).
final class ExchangeType {
  static final int IKE_SA_INIT = 34;
  static final int IKE_AUTH = 35;
  static final int CREATE_CHILD_SA = 36;
  static final int INFORMATIONAL = 37;
  static final int IKE_INTERMEDIATE = 43; // RFC 9242
  static final int IKE_FOLLOWUP_KE = 44; // RFC 9370

  private ExchangeType() {}
}
