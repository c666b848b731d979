package hawser.ike;

/// The SPI of an IKE SA; IKEv1 calls it a cookie. 0 is not yet chosen.
public record IkeSpi(long value) {
  public static final IkeSpi NONE = new IkeSpi(0);

  public boolean isNone() {
    return value == 0;
  }

  @Override
  public String toString() {
    return String.format("%016x", value);
  }
}
