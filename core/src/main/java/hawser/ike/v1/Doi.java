package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Reader;

/// The domain of interpretation that Notify and Delete payloads begin with (RFC 2408 section 3.14).
final class Doi {
  /// The ISAKMP DOI, generic; some peers use it in phase 1.
  static final long ISAKMP = 0;

  static final long IPSEC = 1;

  private Doi() {}

  static void read(Reader reader) throws Malformed {
    long doi = reader.u32();
    if (doi != ISAKMP && doi != IPSEC) {
      throw new Malformed("DOI " + doi);
    }
  }
}
