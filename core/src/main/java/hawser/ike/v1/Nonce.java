package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import java.util.List;

/// The nonce payload.
final class Nonce {
  private static final int LEAST = 8; // RFC 2409 section 5
  private static final int MOST = 256;

  private Nonce() {}

  static Octets read(List<Payload> payloads) throws Malformed {
    Octets nonce = Payload.one(payloads, PayloadType.NONCE);
    if (nonce.length() < LEAST || nonce.length() > MOST) {
      throw new IkeError(IkeDrop.BAD_KEY, "nonce of " + nonce.length() + " octets");
    }
    return nonce;
  }
}
