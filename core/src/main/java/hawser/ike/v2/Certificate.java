package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;

/// One certificate of the sender, or a list of revoked ones (RFC 7296 section 3.6).
record Certificate(int encoding, Octets data) implements Payload {
  static final int X509 = 4;

  @Override
  public int type() {
    return PayloadType.CERTIFICATE;
  }

  static Certificate read(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    return new Certificate(reader.u8(), reader.rest());
  }

  @Override
  public void write(Writer writer) {
    writer.u8(encoding).octets(data);
  }
}
