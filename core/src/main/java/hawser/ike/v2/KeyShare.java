package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;

/// The KE payload: one side's public value (RFC 7296 section 3.4).
record KeyShare(int group, Octets value) implements Payload {
  @Override
  public int type() {
    return PayloadType.KEY_EXCHANGE;
  }

  static KeyShare read(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    int group = reader.u16();
    reader.skip(2);
    return new KeyShare(group, reader.rest());
  }

  @Override
  public void write(Writer writer) {
    writer.u16(group).u16(0).octets(value);
  }
}
