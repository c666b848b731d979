package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import java.util.ArrayList;
import java.util.List;

/// The Delete payload (RFC 2408 section 3.15): SPIs of its sender that are gone.
record Delete(int protocol, List<Octets> spis) {
  private static final int MOST = 64;

  static Delete read(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    Doi.read(reader);
    int protocol = reader.u8();
    int length = reader.u8();
    int count = reader.u16();
    if (length == 0 || length > 16 || count > MOST || reader.remaining() != length * count) {
      throw new Malformed("delete of " + count + " SPIs of " + length + " octets");
    }
    List<Octets> spis = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      spis.add(reader.octets(length));
    }
    return new Delete(protocol, spis.stream().distinct().toList());
  }

  Payload toPayload() {
    Writer writer = new Writer();
    int length = spis.getFirst().length();
    writer.u32(Doi.IPSEC).u8(protocol).u8(length).u16(spis.size());
    spis.forEach(writer::octets);
    return new Payload(PayloadType.DELETE, writer.toOctets());
  }
}
