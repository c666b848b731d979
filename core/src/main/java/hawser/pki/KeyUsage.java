package hawser.pki;

/// The bits of the key usage extension (RFC 5280 section 4.2.1.3).
final class KeyUsage {
  static final int DIGITAL_SIGNATURE = 0;
  static final int NON_REPUDIATION = 1;
  static final int CRL_SIGN = 6;

  private KeyUsage() {}
}
