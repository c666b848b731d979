package hawser.crypto;

import hawser.bytes.Der;
import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import java.util.Optional;

/// The DER form of an ECDSA signature, a sequence of r and s, read to the letter: the JDK also
/// takes an integer that lacks its leading zero and so is negative.
final class EcdsaDer {
  private EcdsaDer() {}

  /// r and s with `length` octets each; empty when the signature is not DER, or they are longer.
  static Optional<Octets> raw(Octets signature, int length) {
    try {
      Reader whole = Reader.of(signature);
      Reader numbers = Reader.of(Der.content(whole, Der.SEQUENCE));
      Octets r = number(numbers, length);
      Octets s = number(numbers, length);
      numbers.expectEnd("ECDSA signature");
      whole.expectEnd("ECDSA signature");
      return Optional.of(Octets.concat(r, s));
    } catch (Malformed e) {
      return Optional.empty();
    }
  }

  private static Octets number(Reader reader, int length) throws Malformed {
    Octets content = Der.content(reader, Der.INTEGER);
    if (content.isEmpty() || content.at(0) > 0x7f) {
      throw new Malformed("negative or empty integer");
    }
    boolean zeroInFront = content.at(0) == 0 && content.length() > 1;
    if (zeroInFront && content.at(1) < 0x80) {
      throw new Malformed("integer not in its shortest form");
    }
    Octets digits = zeroInFront ? content.slice(1, content.length()) : content;
    if (digits.length() > length) {
      throw new Malformed("integer longer than the order");
    }
    return Octets.concat(Octets.of(new byte[length - digits.length()]), digits);
  }
}
