package hawser.crypto;

/// The encryption algorithms that Hawser runs, with what ESP and IKE have to know of each.
public enum Encryption {
  /// RFC 3602.
  AES_CBC(16, 16, 0, 0),
  /// RFC 4106, with the 16-octet ICV.
  AES_GCM_16(4, 8, 4, 16),
  /// RFC 7634; always a 256-bit key.
  CHACHA20_POLY1305(4, 8, 4, 16);

  private final int alignment;
  private final int ivLength;
  private final int saltLength;
  private final int icvLength;

  Encryption(int alignment, int ivLength, int saltLength, int icvLength) {
    this.alignment = alignment;
    this.ivLength = ivLength;
    this.saltLength = saltLength;
    this.icvLength = icvLength;
  }

  /// The ESP payload with its trailer is padded to a multiple of this many octets.
  public int alignment() {
    return alignment;
  }

  /// Octets of the explicit IV in an ESP packet.
  public int ivLength() {
    return ivLength;
  }

  /// Octets of implicit nonce at the end of the key material; 0 without one.
  public int saltLength() {
    return saltLength;
  }

  /// Octets of the ICV that the algorithm itself makes; 0 when it does not authenticate.
  public int icvLength() {
    return icvLength;
  }

  /// True when the algorithm authenticates too, so that no integrity algorithm goes with it.
  public boolean isAead() {
    return icvLength > 0;
  }
}
