package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;

/// The end of decrypted text: padding of any content and its length (RFC 7296 section 3.14).
final class Padding {
  private Padding() {}

  static Octets strip(Octets padded) throws IkeError {
    int padding = padded.isEmpty() ? 0 : padded.at(padded.length() - 1);
    int length = padded.length() - 1 - padding;
    if (length < 0) {
      throw new IkeError(IkeDrop.MALFORMED, "padding longer than the text");
    }
    return padded.slice(0, length);
  }
}
