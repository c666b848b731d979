package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;

/// The AUTH payload: the sender's proof of who it is (RFC 7296 section 3.8).
record Authentication(int method, Octets data) implements Payload {
  static final int SHARED_KEY = 2;

  @Override
  public int type() {
    return PayloadType.AUTHENTICATION;
  }

  static Authentication read(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    int method = reader.u8();
    reader.skip(3);
    return new Authentication(method, reader.rest());
  }

  @Override
  public void write(Writer writer) {
    writer.u8(method).u8(0).u16(0).octets(data);
  }
}
