package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;

/// The Nonce payload (RFC 7296 sections 2.10 and 3.9).
record Nonce(Octets value) implements Payload {
  /// Half the key of the longest PRF, and no less for any.
  static final int OUR_LENGTH = 32;

  static final int LEAST = 16;
  private static final int MOST = 256;

  static Nonce read(Octets body) throws Malformed {
    if (body.length() < LEAST || body.length() > MOST) {
      throw new Malformed("nonce of " + body.length() + " octets");
    }
    return new Nonce(body);
  }

  @Override
  public int type() {
    return PayloadType.NONCE;
  }

  @Override
  public void write(Writer writer) {
    writer.octets(value);
  }
}
