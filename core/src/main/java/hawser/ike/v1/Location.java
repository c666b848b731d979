package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.net.IpAddress;
import java.nio.charset.StandardCharsets;

/// The location-id in messages 5 and 6. Main Mode's HASH covers no notify, so it has a proof of its
/// own.
final class Location {
  private static final Octets LABEL =
      Octets.of("hawser location".getBytes(StandardCharsets.US_ASCII));
  private static final int PROOF_LENGTH = 16;

  private Location() {}

  static Payload notify(Isakmp sa) {
    Octets address = sa.config.location().toOctets();
    Octets data = Octets.concat(address, proof(sa, address));
    return new Notify(SaBody.PROTOCOL_ISAKMP, Notify.LOCATION_ID, Octets.EMPTY, data).toPayload();
  }

  static IpAddress read(Isakmp sa, Notify notify) throws Malformed {
    if (notify.data().length() != 4 + PROOF_LENGTH) {
      throw new Malformed("location-id of " + notify.data().length() + " octets");
    }
    Octets address = notify.data().slice(0, 4);
    if (!notify.data().slice(4, 4 + PROOF_LENGTH).equals(proof(sa, address))) {
      throw new Malformed("location-id without proof");
    }
    return IpAddress.of(address);
  }

  private static Octets proof(Isakmp sa, Octets address) {
    return sa.keys().prfA(LABEL, sa.cookies(), address).slice(0, PROOF_LENGTH);
  }
}
