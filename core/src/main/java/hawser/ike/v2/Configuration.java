package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import java.util.ArrayList;
import java.util.List;

/// The CP payload (RFC 7296 section 3.15): what a remote client asks of its gateway.
record Configuration(int kind, List<Attribute> attributes) implements Payload {
  static final int REQUEST = 1;
  static final int REPLY = 2;
  private static final int MOST = 64;
  private static final int TYPE_MASK = 0x7fff;

  record Attribute(int type, Octets value) {}

  Configuration {
    attributes = List.copyOf(attributes);
  }

  static Configuration read(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    int kind = reader.u8();
    reader.skip(3);
    List<Attribute> attributes = new ArrayList<>();
    while (reader.hasMore()) {
      if (attributes.size() == MOST) {
        throw new Malformed("more than " + MOST + " attributes");
      }
      int type = reader.u16() & TYPE_MASK;
      attributes.add(new Attribute(type, reader.octets(reader.u16())));
    }
    return new Configuration(kind, attributes);
  }

  @Override
  public int type() {
    return PayloadType.CONFIGURATION;
  }

  @Override
  public void write(Writer writer) {
    writer.u8(kind).u8(0).u16(0);
    for (Attribute attribute : attributes) {
      writer.u16(attribute.type).u16(attribute.value.length()).octets(attribute.value);
    }
  }
}
