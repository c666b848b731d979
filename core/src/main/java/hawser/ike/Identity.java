package hawser.ike;

import hawser.bytes.Octets;
import hawser.net.IpAddress;
import java.nio.charset.StandardCharsets;

/// An identity as the ID payload carries it: compared as octets.
///
/// @param type the number of the ID type, which IKEv1 and IKEv2 share for these
public record Identity(int type, Octets data) {
  public static final int IPV4 = 1;
  public static final int FQDN = 2;
  public static final int USER_FQDN = 3;
  public static final int IPV6 = 5;
  public static final int DER_DN = 9;
  public static final int KEY_ID = 11;

  public static Identity of(IpAddress address) {
    return new Identity(address.isV4() ? IPV4 : IPV6, address.toOctets());
  }

  public static Identity of(int type, byte[] data) {
    return new Identity(type, Octets.of(data));
  }

  public static Identity fqdn(String name) {
    return new Identity(FQDN, Octets.of(name.getBytes(StandardCharsets.UTF_8)));
  }

  /// For people; the text is the peer's and is escaped where it is shown.
  @Override
  public String toString() {
    return switch (type) {
      case IPV4, IPV6 ->
          data.length() == 4 || data.length() == 16
              ? IpAddress.of(data).toString()
              : data.toString();
      case FQDN, USER_FQDN -> new String(data.toArray(), StandardCharsets.UTF_8);
      default -> data.toString();
    };
  }
}
